import { SHORTCUTS } from "@/app/keyboard";
import { Dialog } from "@/ui/dialog";
import { Keycap } from "@/ui/keycap";

export function Help({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} label="Keyboard shortcuts" className="w-[min(26rem,calc(100vw-1.5rem))]">
      <div className="p-5">
        <h2 className="mb-3 text-base font-semibold">Keyboard</h2>
        <dl className="flex flex-col gap-2 text-sm">
          {SHORTCUTS.map(([keys, what]) => (
            <div key={what} className="flex items-center gap-4">
              <dt className="flex w-28 shrink-0 gap-1">{keys.map((key) => <Keycap key={key}>{key}</Keycap>)}</dt>
              <dd className="text-quiet">{what}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-4 text-2xs text-quiet">Single-key shortcuts can be turned off under Settings.</p>
      </div>
    </Dialog>
  );
}
