const WIDTHS = ["w-11/12", "w-3/4", "w-5/6", "w-2/3"];

/** Grey bars where rows will be; said once to a screen reader. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div role="status" className="flex flex-col gap-2.5 p-3">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} aria-hidden className={`skeleton h-3.5 ${WIDTHS[i % WIDTHS.length]}`} />
      ))}
    </div>
  );
}
