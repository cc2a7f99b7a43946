/** A canvas that is painted when its size, its data or the theme changes; never from render. */

import { useEffect, useRef, type RefObject } from "react";

export function useSheet(paint: (canvas: HTMLCanvasElement) => void): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    paint(canvas);
    const resized = new ResizeObserver(() => paint(canvas));
    resized.observe(canvas);
    return () => resized.disconnect();
  }, [paint]);
  return ref;
}
