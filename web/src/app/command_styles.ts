/** One look for both lists that are searched by typing. */
export const COMMAND = [
  "text-sm",
  "[&_[cmdk-input]]:h-11 [&_[cmdk-input]]:w-full [&_[cmdk-input]]:border-b [&_[cmdk-input]]:bg-transparent [&_[cmdk-input]]:px-4 [&_[cmdk-input]]:outline-none [&_[cmdk-input]]:placeholder:text-quiet",
  "[&_[cmdk-list]]:max-h-[50vh] [&_[cmdk-list]]:overflow-auto [&_[cmdk-list]]:p-1.5",
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-quiet",
  "[&_[cmdk-item]]:flex [&_[cmdk-item]]:h-8 [&_[cmdk-item]]:cursor-pointer [&_[cmdk-item]]:items-center [&_[cmdk-item]]:gap-2 [&_[cmdk-item]]:rounded [&_[cmdk-item]]:px-2.5",
  "[&_[cmdk-item][data-selected=true]]:bg-raised",
  "[&_[cmdk-empty]]:p-6 [&_[cmdk-empty]]:text-center [&_[cmdk-empty]]:text-quiet",
].join(" ");
