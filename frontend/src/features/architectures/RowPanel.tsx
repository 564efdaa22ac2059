import { Title } from "@mantine/core";
import { Link } from "react-router";
import { formatNumber } from "../../ui/format";
import { type Card, formatArgs, formatOutput } from "./cards";
import type { Graph, Inspection } from "./queries";
import classes from "./RowPanel.module.css";

interface RowPanelProps {
  card: Card;
  graph: Graph;
  cards: readonly Card[];
  inspection: Inspection | undefined;
  onSelect: (id: string) => void;
}

/** All that is known about the selected row. */
export function RowPanel({ card, graph, cards, inspection, onSelect }: RowPanelProps) {
  const inspected = inspection?.rows.find((row) => row.index === card.index);
  const byId = new Map(cards.map((one) => [one.id, one]));
  const inputs = graph.edges
    .filter((edge) => edge.target === card.id)
    .sort((a, b) => a.slot - b.slot)
    .map((edge) => byId.get(edge.source));
  const outputs = graph.edges
    .filter((edge) => edge.source === card.id)
    .map((edge) => byId.get(edge.target));
  const row = graph.nodes.find((node) => node.id === card.id);
  return (
    <section className={classes.panel} aria-label="Selected row">
      <div className={classes.head}>
        <Title order={2}>
          {card.index} · {card.module} {card.repeats}
        </Title>
        <span className={classes.section}>{card.section}</span>
      </div>
      {card.errors.length > 0 && (
        <div role="alert">
          <ul className={classes.errors}>
            {card.errors.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </div>
      )}
      <dl className={classes.facts}>
        <dt>Module</dt>
        <dd>
          <Link className={classes.row} to={`/modules/${encodeURIComponent(card.module)}`}>
            {card.module}
          </Link>
        </dd>
        <dt>Inputs</dt>
        <dd>
          <Neighbours cards={inputs} shapes none="the image" onSelect={onSelect} />
        </dd>
        <dt>Outputs to</dt>
        <dd>
          <Neighbours cards={outputs} none="no row" onSelect={onSelect} />
        </dd>
        <dt>Written</dt>
        <dd className="mono">{row ? `[${formatArgs(row.args)}]` : ""}</dd>
        {inspected && (
          <>
            <dt>Called with</dt>
            <dd className="mono">({formatArgs(inspected.args)})</dd>
            <dt>Output</dt>
            <dd className="mono">
              {formatOutput(inspected.out_shape) || <span className={classes.muted}>unknown</span>}
            </dd>
            <dt>Parameters</dt>
            <dd>{formatNumber(inspected.params)}</dd>
            <dt>GFLOPs</dt>
            <dd>
              {inspected.gflops === 0 ? "none" : formatNumber(inspected.gflops, 3)}{" "}
              {card.weight > 0 && <span className={classes.muted}>{card.share}</span>}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

interface NeighboursProps {
  cards: (Card | undefined)[];
  /** Say what comes from them. */
  shapes?: boolean;
  none: string;
  onSelect: (id: string) => void;
}

function Neighbours({ cards, shapes = false, none, onSelect }: NeighboursProps) {
  const known = cards.filter((card) => card !== undefined);
  if (known.length === 0) return <span className={classes.muted}>{none}</span>;
  return (
    <ol>
      {known.map((card, slot) => (
        <li key={`${card.id} ${slot}`}>
          <button type="button" className={classes.row} onClick={() => onSelect(card.id)}>
            {card.index} {card.module}
          </button>
          {shapes && <code className={classes.muted}>{card.output}</code>}
        </li>
      ))}
    </ol>
  );
}
