import { ChartNoAxesCombined, ChevronDown, SkipForward, Table2 } from "lucide-react";
import type { RefObject } from "react";
import { useNavigate } from "@tanstack/react-router";
import { QUICK_TIMEFRAMES, TIMEFRAMES, type Timeframe } from "@/format/timeframes";
import { PRESETS } from "@/pages/live/indicator_presets";
import { usePreferences } from "@/state/preferences";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class_names";
import { Menu, MenuCheck, MenuLabel, MenuRadio, MenuSeparator } from "@/ui/menu";
import { Select } from "@/ui/select";

export interface ChartToolbarProps {
  timeframe: Timeframe;
  isTable: boolean;
  onTable(on: boolean): void;
  onLatest(): void;
  count: RefObject<HTMLSpanElement | null>;
}

export function ChartToolbar({ timeframe, isTable, onTable, onLatest, count }: ChartToolbarProps) {
  const navigate = useNavigate();
  const choose = (tf: Timeframe) => void navigate({ to: "/live", search: (old) => ({ ...old, tf }) });
  return (
    <>
      <span className="mr-1 text-2xs whitespace-nowrap text-quiet max-sm:sr-only">
        <span ref={count} data-testid="bar-count">0</span> bars
      </span>
      <div role="group" aria-label="Timeframe" className="flex max-md:hidden">
        {QUICK_TIMEFRAMES.map((one, i) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === timeframe}
            title={`${one} (key ${i + 1})`}
            onClick={() => choose(one)}
            className={classNames(
              "h-6 min-w-7 rounded px-1.5 text-2xs font-medium text-quiet hover:text-ink",
              one === timeframe && "bg-raised text-accent",
            )}
          >
            {one}
          </button>
        ))}
      </div>
      <Select aria-label="Timeframe" className="w-19 md:hidden" value={timeframe} onChange={(event) => choose(event.target.value as Timeframe)}>
        {TIMEFRAMES.map((one) => <option key={one}>{one}</option>)}
      </Select>
      <span className="max-md:hidden"><AllTimeframes timeframe={timeframe} onChoose={choose} /></span>
      <IndicatorMenu />
      <Button size="small" tone="quiet" aria-label="Show the newest bars" title="Show the newest bars" onClick={onLatest}>
        <SkipForward aria-hidden size={13} />
      </Button>
      <Button size="small" tone="quiet" aria-label="Bars as a table" title="Bars as a table" aria-pressed={isTable} onClick={() => onTable(!isTable)}>
        <Table2 aria-hidden size={13} />
      </Button>
    </>
  );
}

function AllTimeframes({ timeframe, onChoose }: { timeframe: Timeframe; onChoose(timeframe: Timeframe): void }) {
  const isQuick = QUICK_TIMEFRAMES.includes(timeframe);
  return (
    <Menu
      trigger={
        <Button size="small" tone="quiet" aria-label="All timeframes" title="All timeframes" className={isQuick ? "" : "text-accent"}>
          {isQuick ? "" : timeframe} <ChevronDown aria-hidden size={13} />
        </Button>
      }
    >
      <MenuRadio value={timeframe} onChange={(tf) => onChoose(tf as Timeframe)} options={TIMEFRAMES.map((tf) => [tf, tf] as const)} />
    </Menu>
  );
}

function IndicatorMenu() {
  const { indicators, volume, set } = usePreferences();
  const toggle = (id: string, on: boolean) => {
    set({ indicators: on ? [...indicators, id] : indicators.filter((one) => one !== id) });
  };
  return (
    <Menu
      trigger={
        <Button size="small" tone="quiet" aria-label="Indicators" title="Indicators">
          <ChartNoAxesCombined aria-hidden size={13} /> <span className="max-xl:hidden">Indicators</span>
        </Button>
      }
    >
      <MenuLabel>Computed by the engine, on closed bars</MenuLabel>
      {PRESETS.map(({ id, label }) => (
        <MenuCheck key={id} checked={indicators.includes(id)} onChange={(on) => toggle(id, on)}>{label}</MenuCheck>
      ))}
      <MenuSeparator />
      <MenuCheck checked={volume} onChange={(on) => set({ volume: on })}>Volume (ticks)</MenuCheck>
    </Menu>
  );
}
