/** Puts a price into an element without React: the pipette small, the last move as colour. */

import { splitPrice, type PriceGrid } from "@/format/prices";

const COLOURS: Record<number, string> = { 1: "var(--up)", [-1]: "var(--down)" };

export function writePrice(element: HTMLElement | null, value: number, grid: PriceGrid, direction: number): void {
  if (!element) return;
  const { lead, pips, pipette } = splitPrice(value, grid);
  let small = element.querySelector("small");
  if (!small) {
    element.textContent = "";
    small = document.createElement("small");
    small.className = "text-[0.8em] opacity-80";
    element.append(document.createTextNode(""), small);
  }
  const body = element.firstChild;
  if (body && body.nodeValue !== lead + pips) body.nodeValue = lead + pips;
  if (small.textContent !== pipette) small.textContent = pipette;
  const colour = COLOURS[direction];
  if (colour) element.style.color = colour;
}
