import { Dialog } from "../ui/Dialog";
import { currentActions } from "./actions";
import { KeyCaps } from "./KeyCaps";
import classes from "./KeysDialog.module.css";

/** What `?` opens: the keys of this page and of every page. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const groups = currentActions();
  return (
    <Dialog onClose={onClose} title="Keys" size="sm">
      {groups.map(({ name, actions }) => {
        const withKeys = actions.filter((action) => action.keys);
        if (withKeys.length === 0) return null;
        return (
          <section key={name} className={classes.group}>
            <h2>{name}</h2>
            <dl>
              {withKeys.map(({ label, keys = "" }) => (
                <div key={label} className={classes.row}>
                  <dt>{label}</dt>
                  <dd>
                    <KeyCaps keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </Dialog>
  );
}
