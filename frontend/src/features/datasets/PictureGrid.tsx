import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { BoxOverlay } from "../../ui/BoxOverlay";
import { type Grid, gridOf, inSight, pagesOf } from "./grid";
import classes from "./PictureGrid.module.css";
import { type DatasetDetail, PAGE_SIZE, type Sample, samplesQuery } from "./queries";
import { shapes } from "./shapes";
import type { Filter } from "./useView";

const FRAME = 4 / 3;

interface PictureGridProps {
  dataset: DatasetDetail;
  filter: Filter;
  total: number;
  onOpen: (place: number) => void;
}

/** All pictures in one scroll; only those in sight are in the page, and only their pages are asked for. */
export function PictureGrid({ dataset, filter, total, onOpen }: PictureGridProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ width: 0, height: 0, top: 0 });
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const look = () =>
      setSeen({ width: element.clientWidth, height: element.clientHeight, top: element.scrollTop });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);

  const grid = gridOf(seen.width, total);
  const [first, last] = inSight(grid, seen.top, seen.height);
  const pages = pagesOf(first, last, PAGE_SIZE);
  const found = useQueries({
    queries: pages.map((page) => samplesQuery(dataset.name, filter, page)),
  });
  const sampleAt = (place: number): Sample | undefined =>
    found[Math.floor(place / PAGE_SIZE) - (pages[0] ?? 0)]?.data?.samples[place % PAGE_SIZE];

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section className={classes.scroll} ref={scroll} tabIndex={0} aria-label="Gallery">
      <ul className={classes.all} style={{ height: grid.height }} aria-label="Pictures">
        {Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step).map(
          (place) => (
            <Cell
              key={place}
              grid={grid}
              place={place}
              total={total}
              sample={sampleAt(place)}
              task={dataset.task}
              onOpen={onOpen}
            />
          ),
        )}
      </ul>
    </section>
  );
}

interface CellProps {
  grid: Grid;
  place: number;
  total: number;
  sample: Sample | undefined;
  task: string | null | undefined;
  onOpen: (place: number) => void;
}

function Cell({ grid, place, total, sample, task, onOpen }: CellProps) {
  const style = {
    left: (place % grid.columns) * grid.stepX,
    top: Math.floor(place / grid.columns) * grid.stepY,
    width: grid.cell,
  };
  return (
    <li className={classes.cell} style={style} aria-setsize={total} aria-posinset={place + 1}>
      {sample ? (
        <Thumbnail sample={sample} task={task} onOpen={() => onOpen(place)} />
      ) : (
        <div className={classes.frame} />
      )}
    </li>
  );
}

/** In a frame of 4 : 3, so that the rows stay even whatever the pictures' shapes. */
function Thumbnail({
  sample,
  task,
  onOpen,
}: {
  sample: Sample;
  task: string | null | undefined;
  onOpen: () => void;
}) {
  const shape = sample.width / sample.height;
  const name = sample.file.slice(sample.file.lastIndexOf("/") + 1);
  return (
    <button type="button" className={classes.thumbnail} onClick={onOpen}>
      <span className={classes.frame}>
        <span style={{ width: `${100 * Math.min(1, shape / FRAME)}%` }}>
          <BoxOverlay
            src={sample.thumbnail}
            width={sample.width}
            height={sample.height}
            boxes={shapes(sample, task)}
            alt={sample.name ? `${name}, ${sample.name}` : name}
            labels={false}
          />
        </span>
      </span>
      <span className={classes.caption} aria-hidden>
        <span className={classes.file}>{name}</span>
        <span>{sample.name ?? (sample.depth ? "depth" : sample.boxes.length)}</span>
      </span>
    </button>
  );
}
