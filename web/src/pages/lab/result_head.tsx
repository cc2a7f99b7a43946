/** What was tested, in one line, and what can be done with the result. */

import { useNavigate } from "@tanstack/react-router";
import { Download, Pencil } from "lucide-react";
import { lab } from "@/api/lab";
import type { Asked } from "@/api/lab_types";
import type { ResultBody } from "@/api/result";
import { formatDate, shortHash, toUs } from "@/format/figures";
import { formatCount } from "@/format/numbers";
import { zoneName } from "@/format/times";
import { CopyButton } from "@/pages/lab/copy_button";
import { cannotHold, formOf } from "@/pages/lab/form_of";
import { useRunForm } from "@/pages/lab/form_store";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";

export function ResultHead({ id, result, asked }: { id: string; result: ResultBody; asked: Asked }) {
  const { header } = result;
  const zone = usePreferences((state) => state.zone);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="truncate text-base font-semibold" data-testid="lab-title">{result.name}</h1>
        <p className="text-2xs text-quiet">
          <span className="font-semibold text-ink">{header.symbol} {header.timeframe}</span> · {formatDate(toUs(header.from), zone)} to {formatDate(toUs(header.to), zone)} {zoneName(zone)} · {formatCount(header.bars)} bars · {header.road} road
          {" · "}<span title={`Digest of all deals: ${header.digest}`}>digest <code data-testid="lab-digest" className="text-ink">{shortHash(header.digest)}</code></span>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-1">
        <CopyButton text={header.command} label="Copy the command line that repeats this run"><span>Command</span></CopyButton>
        <CopyButton text={`${location.origin}/lab/backtests/${encodeURIComponent(id)}`} label="Copy the permanent link"><span>Link</span></CopyButton>
        <EditButton result={result} asked={asked} />
        <ExportMenu id={id} />
      </div>
    </div>
  );
}

function EditButton({ result, asked }: { result: ResultBody; asked: Asked }) {
  const { change, setMode, setProblems } = useRunForm();
  const navigate = useNavigate();
  const edit = () => {
    setMode("backtest");
    change(formOf(asked, result.header, result.name));
    setProblems(cannotHold(asked));
    void navigate({ to: ".", search: (old) => old, hash: "lab-form" });
    document.querySelector<HTMLElement>("[data-testid=lab-form] select, [data-testid=lab-form] textarea")?.focus();
  };
  return <Button size="small" tone="quiet" title="Put these settings into the form, change one thing, run again" onClick={edit}><Pencil aria-hidden size={12} /> Change and rerun</Button>;
}

function ExportMenu({ id }: { id: string }) {
  const go = (address: string) => () => {
    window.open(address, "_blank", "noopener");
  };
  return (
    <Menu trigger={<Button size="small" data-testid="lab-export"><Download aria-hidden size={12} /> Export</Button>}>
      <MenuLabel>The numbers on this page</MenuLabel>
      <MenuItem onSelect={go(lab.reportAddress(id))}>Tear sheet (HTML, prints well)</MenuItem>
      <MenuItem onSelect={go(lab.exportAddress(id, "json"))}>Everything (JSON)</MenuItem>
      <MenuItem onSelect={go(lab.exportAddress(id, "csv"))}>Trades (CSV)</MenuItem>
    </Menu>
  );
}
