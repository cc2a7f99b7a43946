/** A word-sized line of the last prices, drawn into an existing canvas. */

import type { Trace } from "@/live/quotes";

export function drawSparkline(canvas: HTMLCanvasElement, trace: Trace, colour: string): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const size = Math.min(trace.count, trace.values.length);
  if (size < 2) return;
  const start = trace.count - size;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < size; i += 1) {
    const value = trace.values[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low || 1;
  context.beginPath();
  for (let i = 0; i < size; i += 1) {
    const value = trace.values[(start + i) % trace.values.length] ?? 0;
    const x = (i / (size - 1)) * (width - 2) + 1;
    const y = height - 2 - ((value - low) / span) * (height - 4);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, window.devicePixelRatio);
  context.stroke();
}
