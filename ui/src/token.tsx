import { asking } from './client';
import { Dialog } from './dialog';
import { sentence } from './model';

/** Asks for the token when the daemon wants one. It is kept until the page is closed, and nowhere but in memory. */
export function TokenDialog() {
  const it = asking.value;
  if (it === null) return null;
  return (
    <Dialog title="The daemon wants its token" close={() => it.answer(null)}>
      <p>{sentence(it.reason)}</p>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          const field = e.currentTarget.elements.namedItem('token') as HTMLInputElement;
          it.answer(field.value.trim() === '' ? null : field.value.trim());
        }}
      >
        <label>
          Token
          <input name="token" type="password" autocomplete="off" autofocus required />
        </label>
        <p class="quiet">It stays in the memory of this page only.</p>
        <div class="buttons">
          <button type="button" onClick={() => it.answer(null)}>
            Cancel
          </button>
          <button type="submit" class="main">
            Use it
          </button>
        </div>
      </form>
    </Dialog>
  );
}
