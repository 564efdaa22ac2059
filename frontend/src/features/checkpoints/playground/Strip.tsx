import type { Picture } from "../queries";
import classes from "./Strip.module.css";

interface StripProps {
  pictures: readonly Picture[];
  chosen: string;
  onChoose: (picture: Picture) => void;
}

/** The pictures that were dropped together. */
export function Strip({ pictures, chosen, onChoose }: StripProps) {
  return (
    <ul className={classes.strip} aria-label="Dropped pictures">
      {pictures.map((picture) => (
        <li key={picture.key}>
          <button
            type="button"
            className={classes.thumbnail}
            aria-label={picture.name}
            aria-current={picture.key === chosen || undefined}
            title={picture.name}
            onClick={() => onChoose(picture)}
          >
            <img src={picture.url} alt="" loading="lazy" />
          </button>
        </li>
      ))}
    </ul>
  );
}
