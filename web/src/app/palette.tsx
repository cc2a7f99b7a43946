import { Command } from "cmdk";
import type { ReactNode } from "react";
import { COMMAND } from "@/app/command_styles";
import { PAGE_LIST, type PagePath } from "@/app/pages";
import { useSymbols } from "@/api/queries";
import { QUICK_TIMEFRAMES, TIMEFRAMES, type Timeframe } from "@/format/timeframes";
import { useOverlays } from "@/state/overlays";
import { usePreferences } from "@/state/preferences";
import { Dialog } from "@/ui/dialog";
import { Keycap } from "@/ui/keycap";

export interface PaletteProps {
  isOpen: boolean;
  onClose(): void;
  onSymbol(symbol: string): void;
  onTimeframe(timeframe: Timeframe): void;
  onSignOut(): void;
  onPage(path: PagePath): void;
}

/** Everything the page can do, by typing. It never sends an order. */
export function Palette({ isOpen, onClose, onSymbol, onTimeframe, onSignOut, onPage }: PaletteProps) {
  const symbols = useSymbols().data ?? [];
  const preferences = usePreferences();
  const show = useOverlays((state) => state.show);
  const done = (what: () => void) => () => {
    onClose();
    what();
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} label="Commands">
      <Command label="Commands" className={COMMAND}>
        <Command.Input placeholder="What do you want to do?" />
        <Command.List>
          <Command.Empty>Nothing is called so.</Command.Empty>
          <Command.Group heading="Go to">
            {PAGE_LIST.map(({ path, name, key, what }) => (
              <Entry key={path} onSelect={done(() => onPage(path))} keys={`G ${key.toUpperCase()}`} words={[what]}>{name}</Entry>
            ))}
          </Command.Group>
          <Command.Group heading="View">
            <Entry onSelect={() => show("symbols")} keys="/">Choose a symbol</Entry>
            <Entry onSelect={done(() => preferences.set({ volume: !preferences.volume }))}>
              {preferences.volume ? "Hide volume" : "Show volume"}
            </Entry>
            <Entry onSelect={done(() => preferences.set({ theme: "dark" }))}>Theme: dark</Entry>
            <Entry onSelect={done(() => preferences.set({ theme: "light" }))}>Theme: light</Entry>
            <Entry onSelect={done(() => preferences.set({ theme: "system" }))}>Theme: as the system</Entry>
            <Entry onSelect={done(() => preferences.set({ zone: preferences.zone === "utc" ? "local" : "utc" }))}>
              Times in {preferences.zone === "utc" ? "the local zone" : "UTC"}
            </Entry>
            <Entry onSelect={() => show("help")} keys="?">Keyboard shortcuts</Entry>
          </Command.Group>
          <Command.Group heading="Timeframe">
            {TIMEFRAMES.map((timeframe) => {
              const key = QUICK_TIMEFRAMES.indexOf(timeframe) + 1;
              return (
                <Entry key={timeframe} onSelect={done(() => onTimeframe(timeframe))} keys={key > 0 ? String(key) : undefined}>
                  Timeframe {timeframe}
                </Entry>
              );
            })}
          </Command.Group>
          <Command.Group heading="Symbol">
            {symbols.map(({ symbol, description }) => (
              <Entry key={symbol} onSelect={done(() => onSymbol(symbol))} words={[description]}>Chart {symbol}</Entry>
            ))}
          </Command.Group>
          <Command.Group heading="Account">
            <Entry onSelect={done(onSignOut)}>Sign out</Entry>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Entry({ children, keys, words, onSelect }: { children: ReactNode; keys?: string; words?: string[]; onSelect(): void }) {
  return (
    <Command.Item onSelect={onSelect} keywords={words}>
      <span>{children}</span>
      {keys && <span className="ml-auto"><Keycap>{keys}</Keycap></span>}
    </Command.Item>
  );
}
