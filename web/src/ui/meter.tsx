/** How far long work is; without a known size it only says that it goes on. */

export function Meter({ share, label }: { share: number | null; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className="h-1.5 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={share === null ? "skeleton h-full w-full bg-accent" : "h-full bg-accent transition-[width]"}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
