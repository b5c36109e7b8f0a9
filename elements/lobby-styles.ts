import { css } from 'lit';

export const lobbyStyles = css`
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
    gap: var(--_gap);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .empty {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.6rem;
    margin: 0;
    padding: 2rem 1rem;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    color: var(--_muted);
    text-align: center;
  }
  li {
    display: grid;
  }
  li button {
    display: flex;
    flex-direction: column;
    align-items: start;
    justify-content: start;
    gap: 0.25rem;
    min-inline-size: 0;
    padding: 0.875rem 1rem;
    border-radius: var(--_radius);
    text-align: start;
  }
  li button[aria-current] {
    border-color: var(--_accent);
  }
  .name {
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75rem;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
    margin-block-start: 0.25rem;
  }
  .notes span {
    padding: 0.05em 0.6em;
    border-radius: 999px;
    background: var(--_sunken);
    color: var(--_text);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .notes .current {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
