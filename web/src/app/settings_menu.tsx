import { Settings2 } from "lucide-react";
import { zoneName } from "@/format/times";
import { usePreferences, type Colours, type Theme } from "@/state/preferences";
import { useSession } from "@/state/session";
import { Button } from "@/ui/button";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from "@/ui/menu";

export default function SettingsMenu({ onHelp, onSignOut }: { onHelp(): void; onSignOut(): void }) {
  const { theme, zone, colours, shortcuts, set } = usePreferences();
  const userName = useSession((state) => state.userName);
  return (
    <Menu trigger={<Button tone="quiet" aria-label="Settings" title="Theme, zone, colours, keys"><Settings2 aria-hidden size={15} /></Button>}>
      <MenuLabel>Theme</MenuLabel>
      <MenuRadio
        value={theme}
        onChange={(value) => set({ theme: value as Theme })}
        options={[["system", "As the system"], ["dark", "Dark"], ["light", "Light"]]}
      />
      <MenuSeparator />
      <MenuLabel>Times in</MenuLabel>
      <MenuRadio
        value={zone}
        onChange={(value) => set({ zone: value as "utc" | "local" })}
        options={[["utc", "UTC"], ["local", `Local (${zoneName("local")})`]]}
      />
      <MenuSeparator />
      <MenuLabel>Up and down</MenuLabel>
      <MenuRadio
        value={colours}
        onChange={(value) => set({ colours: value as Colours })}
        options={[["blue-orange", "Blue and orange"], ["green-red", "Green and red"]]}
      />
      <MenuSeparator />
      <MenuCheck checked={shortcuts} onChange={(on) => set({ shortcuts: on })}>Single-key shortcuts</MenuCheck>
      <MenuItem onSelect={onHelp}>Keyboard shortcuts</MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={onSignOut}>{userName ? `Sign out ${userName}` : "Sign out"}</MenuItem>
    </Menu>
  );
}
