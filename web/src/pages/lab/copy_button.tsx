import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, children }: { text: string; label: string; children?: React.ReactNode }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(text).then(() => {
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  });
  return (
    <Button size="small" tone="quiet" aria-label={label} title={label} onClick={copy}>
      {isCopied ? <Check aria-hidden size={12} className="text-good" /> : <Copy aria-hidden size={12} />}
      {children}
      <span className="sr-only" aria-live="polite">{isCopied ? "copied" : ""}</span>
    </Button>
  );
}
