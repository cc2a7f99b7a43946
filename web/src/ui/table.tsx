/** A dense table: head stays, figures to the right, rows may be chosen. */

import type { ReactNode } from "react";
import { classNames } from "@/ui/class_names";

export interface Column {
  name: string;
  isNumber?: boolean;
  title?: string;
  /** Left out where the panel is narrow. */
  isMinor?: boolean;
  /** Stays in sight while a narrow panel is scrolled sideways. */
  isSticky?: boolean;
}

const STICKY = "sticky right-0 bg-panel";

export function Table({ label, columns, children }: { label: string; columns: readonly Column[]; children: ReactNode }) {
  return (
    <table aria-label={label} className="w-full border-collapse">
      <thead className="sticky top-0 z-10 bg-panel">
        <tr>
          {columns.map(({ name, isNumber, title, isMinor, isSticky }) => (
            <th
              key={name}
              scope="col"
              title={title}
              className={classNames("label h-6 px-1.5 font-normal whitespace-nowrap first:pl-2.5 last:pr-2.5", isNumber ? "num" : "text-left", isMinor && "@max-[30rem]:hidden", isSticky && STICKY)}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export interface CellProps {
  children: ReactNode;
  isNumber?: boolean;
  isMinor?: boolean;
  isSticky?: boolean;
  title?: string;
  className?: string;
}

export function Cell({ children, isNumber, isMinor, isSticky, title, className }: CellProps) {
  return (
    <td title={title} className={classNames("h-7 px-1.5 whitespace-nowrap first:pl-2.5 last:pr-2.5", isNumber && "num", isMinor && "@max-[30rem]:hidden", isSticky && STICKY, className)}>
      {children}
    </td>
  );
}
