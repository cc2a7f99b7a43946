/** The way between pages: a row of links where there is room, a menu on a phone. */

import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import { PAGE_LIST } from "@/app/pages";
import { Select } from "@/ui/select";

const LINK = "inline-flex h-7 items-center rounded-[5px] px-2 text-xs font-medium whitespace-nowrap text-quiet hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink";

export function Navigation() {
  const navigate = useNavigate();
  const here = useRouterState({ select: ({ location }) => PAGE_LIST.find(({ path }) => location.pathname.startsWith(path))?.path ?? "/live" });
  return (
    <nav aria-label="Main" className="flex items-center gap-0.5 max-sm:order-2">
      <span className="flex items-center gap-0.5 max-sm:hidden">
        {PAGE_LIST.map(({ path, name, what, key }) => (
          <Link key={path} to={path} search={(old) => (path === "/live" ? old : {})} activeOptions={{ includeSearch: false }} className={LINK} title={`${what} (G then ${key.toUpperCase()})`}>{name}</Link>
        ))}
        <a href="/docs" className={`${LINK} max-md:hidden`}>API</a>
      </span>
      <span className="flex items-center sm:hidden">
        <MenuIcon aria-hidden size={14} className="mr-1 text-quiet" />
        <Select aria-label="Page" value={here} onChange={(event) => void navigate({ to: event.target.value as typeof here })}>
          {PAGE_LIST.map(({ path, name }) => <option key={path} value={path}>{name}</option>)}
        </Select>
      </span>
    </nav>
  );
}
