import { rememberEarlyViews } from './room-context.js';
import { listenForInvokers } from './room-commands.js';
import { RtcChatElement } from './rtc-chat.js';
import { RtcControlsElement } from './rtc-controls.js';
import { RtcFileDropElement } from './rtc-file-drop.js';
import { RtcLobbyElement } from './rtc-lobby.js';
import { RtcLobbyChooseEvent } from './rtc-lobby-choose-event.js';
import { RtcParticipantsElement } from './rtc-participants.js';
import { RtcPreviewElement } from './rtc-preview.js';
import { RtcRoomElement } from './rtc-room.js';
import { RtcScreenShareElement } from './rtc-screen-share.js';
import { RtcStatsElement } from './rtc-stats.js';
import { RtcVideoElement } from './rtc-video.js';

/*
 * The one module with an effect: it registers the tags. A tag that is taken already, by this bundle loaded a second time
 * or by the page, is left as it is. In Node, where there is no document, it only exports.
 */
const ELEMENTS = {
  'rtc-room': RtcRoomElement,
  'rtc-video': RtcVideoElement,
  'rtc-controls': RtcControlsElement,
  'rtc-screen-share': RtcScreenShareElement,
  'rtc-chat': RtcChatElement,
  'rtc-file-drop': RtcFileDropElement,
  'rtc-participants': RtcParticipantsElement,
  'rtc-lobby': RtcLobbyElement,
  'rtc-preview': RtcPreviewElement,
  'rtc-stats': RtcStatsElement,
};

if (typeof document !== 'undefined' && customElements.get('rtc-room') === undefined) {
  RtcRoomElement.serverOrigin = scriptOrigin(import.meta.url);
  rememberEarlyViews(document.documentElement);
  if (!('commandForElement' in HTMLButtonElement.prototype)) listenForInvokers(document);
  for (const [tag, element] of Object.entries(ELEMENTS)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}

/** Where the script came from; `undefined` when that is no web server (a file, a `blob:`). */
function scriptOrigin(url: string): string | undefined {
  return /^https?:/.test(url) ? new URL(url).origin : undefined;
}

export * from '../src/index.js';
export {
  RtcChatElement,
  RtcControlsElement,
  RtcFileDropElement,
  RtcLobbyChooseEvent,
  RtcLobbyElement,
  RtcParticipantsElement,
  RtcPreviewElement,
  RtcRoomElement,
  RtcScreenShareElement,
  RtcStatsElement,
  RtcVideoElement,
};
