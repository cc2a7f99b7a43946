import { live, useSummary } from "@/api/live";
import { useAccounts } from "@/api/queries";
import { formatMoney, formatNumber, toNumber } from "@/format/numbers";
import { stateOf } from "@/pages/live/panel_states";
import { SignedFigure } from "@/ui/figures";
import { Panel } from "@/ui/panel";

const EMPTY = { kind: "empty", what: "No account", why: "The terminal holds no account for this user." } as const;

/** The account as the terminal states it; what is not known is "-", never 0. */
export function AccountPanel() {
  const query = useAccounts();
  const account = useSummary(live.account);
  const connection = useSummary(live.connection);
  const level = toNumber(account?.margin_level);
  return (
    <Panel
      title="Account"
      state={stateOf(query, connection, account !== null, EMPTY)}
      className="area-account"
      aside={account && connection.state === "live" && <span className="text-2xs text-quiet">{account.account} 1:{account.leverage}</span>}
    >
      {account && (
        <dl className="flex flex-col px-2.5 py-1.5 [&>div]:flex [&>div]:items-baseline [&>div]:justify-between [&>div]:py-[3px] [&_dt]:text-quiet">
          <div><dt>Balance</dt><dd data-testid="account-balance">{formatMoney(account.balance, account.currency)}</dd></div>
          <div>
            <dt>Equity</dt>
            <dd data-testid="account-equity" className="text-sm font-semibold">{formatMoney(account.equity, account.currency)}</dd>
          </div>
          <div><dt>Floating</dt><dd><SignedFigure value={account.floating} unit={account.currency} /></dd></div>
          <div><dt>Margin used</dt><dd>{formatMoney(account.margin, account.currency)}</dd></div>
          <div><dt>Free margin</dt><dd>{formatMoney(account.margin_free, account.currency)}</dd></div>
          <div><dt>Margin level</dt><dd>{level === null ? "-" : `${formatNumber(level, 0)}%`}</dd></div>
        </dl>
      )}
    </Panel>
  );
}
