import { Link } from "react-router";
import { formatNumber } from "../../ui/format";
import { type Card, formatArgs, formatOutput } from "./cards";
import type { Graph, InspectedRow, Inspection, Row } from "./queries";
import classes from "./RowPanel.module.css";

interface RowFactsProps {
  card: Card;
  row: Row;
  graph: Graph;
  cards: readonly Card[];
  inspection: Inspection | undefined;
  onSelect: (id: string) => void;
}

/** What a row comes to at the chosen scale and size. */
export function RowFacts({ card, row, graph, cards, inspection, onSelect }: RowFactsProps) {
  const inspected = inspection?.rows.find((one) => one.index === card.index);
  const byId = new Map(cards.map((one) => [one.id, one]));
  const outputs = graph.edges
    .filter((edge) => edge.source === card.id)
    .map((edge) => byId.get(edge.target))
    .filter((one) => one !== undefined);
  return (
    <dl className={classes.facts}>
      <dt>Module</dt>
      <dd>
        <Link className={classes.row} to={`/modules/${encodeURIComponent(row.module)}`}>
          {row.module}
        </Link>
      </dd>
      <dt>Outputs to</dt>
      <dd className={classes.neighbours}>
        {outputs.length === 0 && <span className={classes.muted}>no row</span>}
        {outputs.map((one, slot) => (
          <button
            key={`${one.id} ${slot}`}
            type="button"
            className={classes.row}
            onClick={() => onSelect(one.id)}
          >
            {one.index} {one.module}
          </button>
        ))}
      </dd>
      {inspected && (
        <>
          <dt>Called as</dt>
          <dd className="mono">
            {row.module}({formatArgs(inspected.args)})
          </dd>
          <dt>Input</dt>
          <dd className="mono">
            {inspected.in_shapes?.map(formatOutput).join(", ") || (
              <span className={classes.muted}>unknown</span>
            )}
          </dd>
          <dt>Output</dt>
          <dd className="mono">
            {formatOutput(inspected.out_shape) || <span className={classes.muted}>unknown</span>}
          </dd>
          <dt>Stride</dt>
          <dd>{strideWords(inspected)}</dd>
          <dt>Sees</dt>
          <dd>{fieldWords(inspected)}</dd>
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
  );
}

function strideWords({ stride }: InspectedRow) {
  if (!stride) return <span className={classes.muted}>none</span>;
  return `${formatNumber(stride, Number.isInteger(stride) ? 0 : 1)} input pixels for one of the output`;
}

/** The receptive field: how much of the picture one value of the output depends on. */
function fieldWords({ receptive_field: field, sees_all: all }: InspectedRow) {
  if (all) return "the whole picture";
  if (!field) return <span className={classes.muted}>unknown</span>;
  return `${formatNumber(field)} × ${formatNumber(field)} pixels (receptive field)`;
}
