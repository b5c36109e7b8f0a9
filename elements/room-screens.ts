import { html, nothing, type TemplateResult } from 'lit';
import type { JoinOptions, RoomState } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { callText } from './call-strings.js';
import { icon } from './icons.js';
import type { PasswordForm } from './password-form.js';
import { failureDetails } from './room-failure.js';
import { text } from './strings.js';

export interface ScreenActions {
  readonly join: (options?: JoinOptions) => void;
  readonly leave: () => void;
}

/** What the page says of the room there would be. */
export interface ScreenPlace {
  readonly name: string | undefined;
  readonly reachableAs: string | undefined;
}

interface Screen {
  readonly drawing: TemplateResult;
  readonly busy?: boolean;
  readonly title: string;
  readonly text?: string;
  readonly details?: ReturnType<typeof failureDetails>;
  /** Nothing to press where nothing would come of it. */
  readonly button?: { readonly label: string; readonly act: () => void; readonly quiet?: boolean };
  readonly form?: TemplateResult;
}

/** What stands in for the call while there is none; `undefined` while there is one. Nothing here joins by itself. */
export function renderScreen(
  room: RoomState,
  place: ScreenPlace,
  { join, leave }: ScreenActions,
  password: PasswordForm,
): TemplateResult | undefined {
  const again = { label: callText('room.rejoin'), act: () => join() };
  const cancel = { label: callText('room.cancel'), act: leave, quiet: true };
  const { status } = room;
  switch (status) {
    case 'idle':
      return renderCard(idle(place, () => join()));
    case 'joining':
      return renderCard({ drawing: callIcon('people'), busy: true, title: callText('room.joining'), button: cancel });
    case 'waiting':
      return renderCard({ ...waiting(room), busy: true, button: cancel });
    case 'left':
      return renderCard(left(room, again));
    case 'closed':
      return renderCard({
        drawing: icon('leave'),
        title: callText('room.closed'),
        text: callText('room.closed-hint'),
        button: again,
      });
    case 'failed':
      return renderCard(failed(room, () => join(), password));
    case 'joined':
    case 'reconnecting':
      return undefined;
    default:
      return status satisfies never;
  }
}

/** Also for a bar that says it without a screen. */
export function waiting({ reason }: RoomState): Pick<Screen, 'drawing' | 'title'> & { readonly text: string } {
  const what = reason === 'admission' ? 'waiting-admission' : 'waiting-host';
  return { drawing: callIcon('door'), title: callText(`room.${what}`), text: callText(`room.${what}-hint`) };
}

function idle({ name, reachableAs }: ScreenPlace, join: () => void): Screen {
  if (name === undefined && reachableAs !== undefined) {
    return {
      drawing: callIcon('phone'),
      title: callText('room.reachable'),
      text: callText('room.reachable-hint', { name: reachableAs }),
    };
  }
  return {
    drawing: callIcon('people'),
    title: name ?? callText('room.untitled'),
    text: callText(name === undefined ? 'room.no-name' : 'room.join-hint'),
    button: { label: callText('room.join'), act: join },
  };
}

function left({ reason }: RoomState, again: NonNullable<Screen['button']>): Screen {
  const drawing = icon('leave');
  switch (reason) {
    case 'ejected':
      return { drawing, title: callText('room.left-ejected'), button: again };
    case 'banned':
      return { drawing, title: callText('room.left-banned'), text: callText('room.left-banned-hint') };
    case 'replaced':
      return {
        drawing: icon('screen'),
        title: callText('room.left-replaced'),
        button: { ...again, label: callText('room.join-here') },
      };
    default:
      return { drawing, title: callText('room.left'), button: again };
  }
}

function failed({ error }: RoomState, join: () => void, password: PasswordForm): Screen {
  const drawing = icon('warning');
  const details = failureDetails(error);
  switch (error?.code) {
    case 'room/password':
      return {
        drawing: callIcon('key'),
        title: callText(password.tried ? 'room.password-again' : 'room.password-title'),
        form: password.render(),
      };
    case 'room/banned':
      return { drawing, title: callText('room.banned'), details };
    case 'room/denied':
      return {
        drawing,
        title: callText('room.denied'),
        details,
        button: { label: callText('room.ask-again'), act: join },
      };
    default:
      return { drawing, title: text('room.failed'), details, button: { label: text('room.retry'), act: join } };
  }
}

function renderCard({ drawing, busy, title, text: hint, details, button, form }: Screen): TemplateResult {
  return html`<div class="screen" part="screen">
    <div class="emblem ${busy === true ? 'busy' : ''}">${drawing}</div>
    <h2 part="title"><bdi>${title}</bdi></h2>
    ${hint === undefined ? nothing : html`<p>${hint}</p>`}
    ${details === undefined ? nothing : html`<p class="details">${details}</p>`} ${form ?? nothing}
    ${
      button === undefined
        ? nothing
        : html`<button class=${button.quiet === true ? '' : 'primary'} @click=${button.act}>${button.label}</button>`
    }
  </div>`;
}
