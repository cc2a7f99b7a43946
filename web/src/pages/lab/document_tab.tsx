/** What exactly was run: in words, as JSON, with which data and settings, and how to do it again. */

import type { ReactNode } from "react";
import type { ResultHeader } from "@/api/result";
import { formatCount, formatNumber, UNKNOWN } from "@/format/numbers";
import { CopyButton } from "@/pages/lab/copy_button";
import { refusalReason } from "@/pages/lab/reasons";
import type { Asked } from "@/api/lab_types";
import type { ResultPartProps } from "@/pages/lab/result_parts";
import { Panel, READY } from "@/ui/panel";

export function DocumentTab({ result, asked }: Pick<ResultPartProps, "result"> & { asked: Asked }) {
  const { header } = result;
  // With its params, as the command wants it; the canonical form has numbers in their place.
  const document = asked.document ?? header.document;
  return (
    <div className="grid grid-cols-1 gap-1.5 @min-[60rem]:grid-cols-2">
      <Panel title="In words" state={READY} testId="lab-read-back"><p className="p-2.5 text-xs leading-5 whitespace-pre-line">{header.read_back || UNKNOWN}</p></Panel>
      <Panel title="Do it again" state={READY} testId="lab-repeat" aside={<CopyButton text={header.command} label="Copy the command line" />}>
        <div className="flex flex-col gap-2 p-2.5">
          <pre className="rounded border bg-page/50 p-2 font-mono text-2xs break-all whitespace-pre-wrap" data-testid="lab-command">{header.command || UNKNOWN}</pre>
          <p className="text-2xs text-quiet">It needs no server: save the document below as SPEC.json. Over the same bars it must come to the same digest; if it does not, something below differs.</p>
          <Facts rows={[
            ["Digest of deals and positions", <Hash key="digest" text={header.digest} />],
            ["Run", <Hash key="run" text={header.run_key} />], ["Data", <Hash key="data" text={header.data_hash} />],
            ["Document", <Hash key="document" text={header.document_hash} />], ["Bound document", <Hash key="bound" text={header.bound_hash ?? ""} />],
            ...Object.entries(header.beside ?? {}).map(([name, hash]) => [`Read besides: ${name}`, <Hash key={name} text={hash} />] as const),
            ["Engine", header.engine_version], ["Seed", String(header.seed)],
          ]} />
        </div>
      </Panel>
      <Panel title="How it was simulated" state={READY}><div className="p-2.5"><Facts rows={[["Contract", contractWords(header.instrument)], ...settingRows(result.header.settings, header)]} /></div></Panel>
      <div className="flex flex-col gap-1.5">
        <Panel title="The data" state={READY} testId="lab-quality"><div className="p-2.5"><Quality quality={header.data_quality} bars={header.bars} /></div></Panel>
        <Panel title="Entries that were refused" state={Object.keys(result.refused).length > 0 ? READY : { kind: "empty", what: "None", why: "Every entry that was wanted was made." }} testId="lab-refused">
          <div className="p-2.5"><Facts rows={Object.entries(result.refused).sort((a, b) => b[1] - a[1]).map(([reason, count]) => [refusalReason(reason), formatNumber(count, 0)])} /></div>
        </Panel>
      </div>
      <Panel title="The document" state={READY} className="@min-[60rem]:col-span-2" aside={<CopyButton text={JSON.stringify(document, null, 1)} label="Copy the document" />}>
        <pre className="max-h-96 overflow-auto p-2.5 font-mono text-2xs" tabIndex={0} aria-label="The strategy document as JSON">{JSON.stringify(document, null, 2)}</pre>
      </Panel>
    </div>
  );
}

function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-2xs">
      {rows.map(([name, value]) => (
        <div key={name} className="contents"><dt className="text-quiet">{name}</dt><dd className="text-right break-words">{value}</dd></div>
      ))}
    </dl>
  );
}

function Hash({ text }: { text: string }) {
  return text ? <code className="break-all" title={text}>{text.replace(/^sha256:/, "").slice(0, 24)}</code> : <>{UNKNOWN}</>;
}

const QUALITY: readonly (readonly [string, string])[] = [
  ["gaps", "Gaps while the market was open"], ["missing_minutes", "Minutes missing"], ["duplicates", "Bars twice"], ["spikes", "Spikes"],
  ["zero_spreads", "Spreads of 0"], ["negative_spreads", "Negative spreads"], ["weekend_bars", "Bars on a weekend"],
];

function Quality({ quality, bars }: { quality: ResultPartProps["result"]["header"]["data_quality"]; bars: number }) {
  const counts = (quality ?? {}) as Record<string, number | null | undefined>;
  return (
    <Facts
      rows={[["Bars", formatCount(bars)], ...QUALITY.map(([name, words]) => {
        const count = counts[name];
        return [words, <span key={name} className={count ? "text-warn" : ""}>{count === undefined || count === null ? UNKNOWN : `${formatNumber(count, 0)}${count ? " \u26a0" : ""}`}</span>] as const;
      })]}
    />
  );
}

/** What a lot was taken to be, and who said so. */
export function contractWords(contract: ResultPartProps["result"]["header"]["instrument"]): string {
  if (!contract) return UNKNOWN;
  const { contract_size, calc_mode, currency_profit, pip_size, volume_min, volume_max, volume_step, origin } = contract;
  return `${say(contract_size)} a lot, ${say(calc_mode)}, profit in ${currency_profit}, pip ${pip_size ?? UNKNOWN}, ${volume_min} to ${volume_max} lots by ${volume_step} (${say(origin)})`;
}

/** Settings as they are written in the result, one line each: `commission: per lot 3.5`. */
export function settingRows(settings: Record<string, unknown>, header: Pick<ResultHeader, "road" | "road_reason" | "warm_up_bars" | "history_bars" | "history_from" | "longer_bars">): [string, string][] {
  const { history_bars: read, history_from: from } = header;
  const history = read ? `; ${formatNumber(read, 0)} read before the range, from ${(from ?? UNKNOWN).slice(0, 10)} on` : "";
  const rows: [string, string][] = [
    ["Road", header.road_reason ? `${header.road}: ${header.road_reason}` : header.road],
    ["Warm-up", `${formatNumber(header.warm_up_bars, 0)} bars needed${history}`],
    ...Object.entries(header.longer_bars ?? {}).map(([name, source]): [string, string] => [`${name} bars`, source]),
  ];
  for (const [name, value] of Object.entries(settings)) {
    if (name === "road") continue;
    rows.push([words(name), say(value)]);
  }
  return rows;
}

const words = (name: string) => name.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());

/** The mode of a cost before its amounts. */
const inOrder = (value: object) => Object.entries(value).sort(([a], [b]) => Number(b === "mode") - Number(a === "mode"));

function say(value: unknown): string {
  if (value === null || value === undefined || value === "") return UNKNOWN;
  if (Array.isArray(value)) return value.length > 8 ? `${value.length} values` : value.map(say).join(", ") || UNKNOWN;
  if (typeof value === "object") return inOrder(value).filter(([, one]) => one !== null && one !== "" && !(Array.isArray(one) && one.length === 0)).map(([name, one]) => (name === "mode" ? say(one) : `${name.replaceAll("_", " ")} ${say(one)}`)).join(", ");
  return typeof value === "string" ? value.replaceAll("_", " ") : String(value);
}
