/** The symbol combobox: by group, the recent ones first, found also by their plain names. */

import { Command } from "cmdk";
import { useState } from "react";
import { useSymbols } from "@/api/queries";
import type { SymbolInfo } from "@/contracts.gen";
import { Dialog } from "@/ui/dialog";
import { COMMAND } from "@/app/command_styles";

const RECENT_KEY = "tickloom.recent";
const RECENT = 4;
const NICKNAMES: Record<string, string[]> = {
  XAU: ["gold"], XAG: ["silver"], EUR: ["euro"], GBP: ["pound", "cable", "sterling"], JPY: ["yen"],
  CHF: ["swiss", "franc"], AUD: ["aussie"], NZD: ["kiwi"], CAD: ["loonie"], BTC: ["bitcoin"], ETH: ["ether"],
};

/** Words by which a person may look for a symbol. */
export function searchWords(info: SymbolInfo): string[] {
  const nicknames = Object.entries(NICKNAMES).filter(([code]) => info.symbol.toUpperCase().includes(code));
  return [info.description, info.group, ...(info.aliases ?? []), ...nicknames.flatMap(([, words]) => words)];
}

export function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string").slice(0, RECENT) : [];
  } catch {
    return [];
  }
}

function remember(symbol: string): void {
  const next = [symbol, ...readRecent().filter((one) => one !== symbol)].slice(0, RECENT);
  try {
    localStorage.setItem(RECENT_KEY, JSON.stringify(next));
  } catch {
    // Without storage there are no recent symbols.
  }
}

export interface SymbolPickerProps {
  isOpen: boolean;
  onClose(): void;
  onPick(symbol: string): void;
}

export function SymbolPicker({ isOpen, onClose, onPick }: SymbolPickerProps) {
  const symbols = useSymbols().data ?? [];
  const [text, setText] = useState("");
  const close = () => {
    setText("");
    onClose();
  };
  const pick = (symbol: string) => {
    remember(symbol);
    close();
    onPick(symbol);
  };
  const recent = readRecent().flatMap((name) => symbols.filter(({ symbol }) => symbol === name));
  const groups = [...new Set(symbols.map(({ group }) => group))];
  return (
    <Dialog isOpen={isOpen} onClose={close} label="Choose a symbol">
      <Command label="Choose a symbol" className={COMMAND}>
        <Command.Input value={text} onValueChange={setText} placeholder="Symbol or name: EURUSD, gold, yen" />
        <Command.List>
          <Command.Empty>No symbol of this venue is called so.</Command.Empty>
          {recent.length > 0 && text === "" && (
            <Command.Group heading="Recent">
              {recent.map((info) => <Row key={info.symbol} info={info} prefix="recent " onPick={pick} />)}
            </Command.Group>
          )}
          {groups.map((group) => (
            <Command.Group key={group} heading={group}>
              {symbols.filter((info) => info.group === group).map((info) => (
                <Row key={info.symbol} info={info} prefix="" onPick={pick} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Row({ info, prefix, onPick }: { info: SymbolInfo; prefix: string; onPick(symbol: string): void }) {
  return (
    <Command.Item value={prefix + info.symbol} keywords={searchWords(info)} onSelect={() => onPick(info.symbol)}>
      <span className="w-24 font-semibold">{info.symbol}</span>
      <span className="truncate text-quiet">
        {[info.description, ...(info.aliases ?? [])].join(", ")}
      </span>
      {info.always_open && <span className="ml-auto text-2xs text-quiet">24/7</span>}
    </Command.Item>
  );
}
