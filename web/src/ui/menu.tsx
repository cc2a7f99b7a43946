/** A menu of choices under a button. Not modal: a modal one would inject an inline style sheet. */

import { DropdownMenu } from "radix-ui";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

export function Menu({ trigger, children, align = "end" }: { trigger: ReactNode; children: ReactNode; align?: "start" | "end" }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      {/* Inside the page's main landmark, where a screen reader finds it. */}
      <DropdownMenu.Portal container={document.getElementById("main")}>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[70vh] min-w-48 overflow-auto rounded-md border bg-panel p-1 text-xs shadow-xl"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM = "flex h-7 items-center gap-2 rounded px-2 outline-none data-[highlighted]:bg-raised data-[disabled]:opacity-55";

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="label px-2 pt-1.5 pb-1">{children}</DropdownMenu.Label>;
}

export function MenuItem({ onSelect, children }: { onSelect(): void; children: ReactNode }) {
  return <DropdownMenu.Item className={ITEM} onSelect={onSelect}>{children}</DropdownMenu.Item>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 border-t" />;
}

export interface MenuRadioProps {
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange(value: string): void;
}

export function MenuRadio({ value, options, onChange }: MenuRadioProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange}>
      {options.map(([option, label]) => (
        <DropdownMenu.RadioItem key={option} value={option} className={ITEM}>
          <Tick />
          {label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuCheck({ checked, onChange, children }: { checked: boolean; onChange(on: boolean): void; children: ReactNode }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <Tick />
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

function Tick() {
  return (
    <span className="inline-flex size-3.5 items-center justify-center">
      <DropdownMenu.ItemIndicator><Check aria-hidden size={13} /></DropdownMenu.ItemIndicator>
    </span>
  );
}
