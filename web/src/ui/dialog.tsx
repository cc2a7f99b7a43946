/** A modal on the browser's own dialog element: focus is kept in and given back, Esc closes. */

import { useEffect, useRef, type ReactNode } from "react";
import { classNames } from "@/ui/class_names";

export interface DialogProps {
  isOpen: boolean;
  onClose(): void;
  label: string;
  children: ReactNode;
  className?: string;
}

export function Dialog({ isOpen, onClose, label, children, className }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || dialog.open === isOpen) return;
    if (isOpen) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("input, [data-first]")?.focus();
    } else dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
      className={classNames(
        "mx-auto mt-[12vh] w-[min(34rem,calc(100vw-1.5rem))] rounded-lg border bg-panel p-0 shadow-2xl backdrop:bg-black/55",
        className,
      )}
    >
      {isOpen && children}
    </dialog>
  );
}
