import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomListing } from '../src/index.js';
import { lobbyStyles } from './lobby-styles.js';
import { failureBar } from './room-failure.js';
import { filled, type SentenceValues } from './strings.js';

export const styles = [lobbyStyles];

/** In English, in the manner of `strings.ts`. */
const ENGLISH = {
  'lobby.list': 'Public rooms',
  'lobby.loading': 'Looking for rooms…',
  'lobby.empty': 'No public rooms right now',
  'lobby.unreachable': 'The list of rooms could not be loaded',
  'lobby.people': '{people} of {max} people',
  'lobby.host': 'hosted by {name}',
  'lobby.full': 'Full',
  'lobby.locked': 'Locked',
  'lobby.protected': 'Password',
  'lobby.current': 'You are here',
} as const satisfies Record<string, string>;

const lobbyText = (key: keyof typeof ENGLISH, values?: SentenceValues): string => filled(ENGLISH[key], values);

export interface LobbyDrawing {
  /** Undefined until the list has come. */
  readonly rooms: readonly RoomListing[] | undefined;
  readonly unreachable: boolean;
  /** Name of the room the visitor is in. */
  readonly current: string | undefined;
  readonly choose: (name: string) => void;
  readonly retry: () => void;
}

export function renderLobby({ rooms, unreachable, current, choose, retry }: LobbyDrawing): TemplateResult {
  if (unreachable) return failureBar(lobbyText('lobby.unreachable'), undefined, retry);
  if (rooms === undefined) {
    return html`<p class="empty"><span class="spinner"></span> ${lobbyText('lobby.loading')}</p>`;
  }
  if (rooms.length === 0) return html`<p class="empty"><slot name="empty">${lobbyText('lobby.empty')}</slot></p>`;
  return html`<ul part="list" aria-label=${lobbyText('lobby.list')}>
    ${repeat(
      rooms,
      ({ room }) => room,
      (listing) => renderRoom(listing, listing.room === current, choose),
    )}
  </ul>`;
}

function renderRoom(listing: RoomListing, isCurrent: boolean, choose: (name: string) => void): TemplateResult {
  const { room, people, maxParticipants, displayName } = listing;
  const notes = [
    ...(isCurrent ? (['current'] as const) : []),
    ...(listing.full ? (['full'] as const) : []),
    ...(listing.locked ? (['locked'] as const) : []),
    ...(listing.protected ? (['protected'] as const) : []),
  ];
  return html`<li>
    <button part="room" aria-current=${isCurrent ? 'true' : nothing} @click=${() => choose(room)}>
      <bdi class="name" part="name">${room}</bdi>
      <span class="about"
        >${lobbyText('lobby.people', { people, max: maxParticipants })}
        ${displayName === '' ? nothing : html`<bdi>${lobbyText('lobby.host', { name: displayName })}</bdi>`}</span
      >
      ${
        notes.length === 0
          ? nothing
          : html`<span class="notes"
              >${notes.map((note) => html`<span class=${note} part="note">${lobbyText(`lobby.${note}`)}</span> `)}</span
            >`
      }
    </button>
  </li>`;
}
