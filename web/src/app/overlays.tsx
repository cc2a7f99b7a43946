/** The three overlays in one chunk, fetched when the first of them is opened. */

import { Help } from "@/app/help";
import type { PagePath } from "@/app/pages";
import { Palette } from "@/app/palette";
import { SymbolPicker } from "@/app/symbol_picker";
import type { Timeframe } from "@/format/timeframes";
import type { Overlay } from "@/state/overlays";

export interface OverlaysProps {
  open: Overlay;
  onClose(): void;
  onSymbol(symbol: string): void;
  onTimeframe(timeframe: Timeframe): void;
  onSignOut(): void;
  onPage(path: PagePath): void;
}

export default function Overlays({ open, onClose, onSymbol, onTimeframe, onSignOut, onPage }: OverlaysProps) {
  return (
    <>
      <Palette isOpen={open === "palette"} onClose={onClose} onSymbol={onSymbol} onTimeframe={onTimeframe} onSignOut={onSignOut} onPage={onPage} />
      <SymbolPicker isOpen={open === "symbols"} onClose={onClose} onPick={onSymbol} />
      <Help isOpen={open === "help"} onClose={onClose} />
    </>
  );
}
