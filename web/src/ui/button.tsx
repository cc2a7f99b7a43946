import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classNames } from "@/ui/class_names";

const button = cva(
  "inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-[5px] border text-xs font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55",
  {
    variants: {
      tone: {
        plain: "border-edge bg-raised text-ink enabled:hover:border-control",
        quiet: "border-transparent bg-transparent text-quiet enabled:hover:bg-raised enabled:hover:text-ink",
        accent: "border-transparent bg-accent text-on-accent enabled:hover:brightness-110",
        danger: "border-danger/60 bg-transparent text-danger enabled:hover:bg-danger/10",
      },
      size: { small: "h-6 min-w-6 px-1.5", medium: "h-7 min-w-7 px-2.5", large: "h-9 px-4 text-sm" },
    },
    defaultVariants: { tone: "plain", size: "medium" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button>;

export function Button({ tone, size, className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={classNames(button({ tone, size }), className)} {...rest} />;
}
