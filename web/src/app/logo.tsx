/** The mark: warp threads, a woven price, its last tick. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden fill="none" strokeWidth="2.8" strokeLinecap="round">
      <path d="M9 5v22M16 5v22M23 5v22" className="stroke-control" />
      <path d="M5 20c4 0 4-8 8-8s3 8 7 8 3-8 7-8" className="stroke-accent" />
      <circle cx="27" cy="12" r="2.8" className="fill-down" />
    </svg>
  );
}
