/** Deals known to this page, each once by its ticket, newest first. */

import type { DealMade } from "@/contracts.gen";
import { Summary } from "@/live/summary";

const LIMIT = 2_000;

export class DealBook {
  readonly shown = new Summary<readonly DealMade[]>([]);
  private readonly byTicket = new Map<string, DealMade>();

  /** Take deals over in any order; those known already change nothing. */
  take(deals: readonly DealMade[]): void {
    let isNews = false;
    for (const deal of deals) {
      const key = `${deal.account}/${deal.ticket}`;
      if (this.byTicket.has(key)) continue;
      this.byTicket.set(key, deal);
      isNews = true;
    }
    if (!isNews) return;
    const sorted = [...this.byTicket.values()].sort((a, b) => b.ticket - a.ticket);
    for (const deal of sorted.splice(LIMIT)) this.byTicket.delete(`${deal.account}/${deal.ticket}`);
    this.shown.set(sorted);
  }
}
