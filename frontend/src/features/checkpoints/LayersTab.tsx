import { Table, TextInput } from "@mantine/core";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { Fragment, useState } from "react";
import { formatNumber } from "../../ui/format";
import { matches } from "../../ui/matches";
import classes from "./LayersTab.module.css";
import type { Layer } from "./queries";
import { TensorRows } from "./TensorRows";

interface LayersTabProps {
  checkpoint: string;
  layers: readonly Layer[];
  /** Its modules have not been accepted: nothing of the model is known. */
  waiting: boolean;
}

/** The rows of the model; a row opens to the tensors that are saved of it. */
export function LayersTab({ checkpoint, layers, waiting }: LayersTabProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [query, setQuery] = useState("");
  if (waiting) return <p>The layers are known once its modules are accepted.</p>;

  function toggle(index: number) {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  }

  const found = layers.filter((layer) => matches(query, wordsOf(layer)));
  return (
    <>
      <TextInput
        className={classes.search ?? ""}
        aria-label="Search layers"
        placeholder="Search: a module, a tensor, a shape"
        leftSection={<Search size={14} aria-hidden />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <p role="status">No layer matches.</p>
      ) : (
        <div className={classes.scroll}>
          <Table className={classes.table ?? ""}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th className={classes.number ?? ""}>Row</Table.Th>
                <Table.Th>Module</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th className={classes.number ?? ""}>Parameters</Table.Th>
                <Table.Th className={classes.number ?? ""}>Tensors</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.map((layer) => (
                <Fragment key={layer.index}>
                  <Table.Tr>
                    <Table.Td className={classes.number ?? ""}>{layer.index}</Table.Td>
                    <Table.Td>
                      <LayerName
                        layer={layer}
                        open={open.has(layer.index)}
                        onToggle={() => toggle(layer.index)}
                      />
                    </Table.Td>
                    <Table.Td>
                      <code>{layer.inputs.join(", ")}</code>
                    </Table.Td>
                    <Table.Td className={classes.number ?? ""}>
                      {formatNumber(layer.params)}
                    </Table.Td>
                    <Table.Td className={classes.number ?? ""}>{layer.tensors.length}</Table.Td>
                  </Table.Tr>
                  {open.has(layer.index) && <TensorRows checkpoint={checkpoint} layer={layer} />}
                </Fragment>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function wordsOf({ index, module, tensors }: Layer): string {
  const each = tensors.map(({ name, shape }) => `${name} ${shape.join("×")} ${shape.join("x")}`);
  return [index, module, ...each].join(" ");
}

interface LayerNameProps {
  layer: Layer;
  open: boolean;
  onToggle: () => void;
}

function LayerName({ layer, open, onToggle }: LayerNameProps) {
  if (layer.tensors.length === 0) return <span className={classes.bare}>{layer.module}</span>;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      <Icon size={14} aria-hidden />
      {layer.module}
    </button>
  );
}
