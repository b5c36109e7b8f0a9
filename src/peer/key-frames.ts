import { inTurn } from './sender-turn.js';

/** What browsers take beside the parameters and TypeScript does not know yet (W3C webrtc-extensions, `RTCSetParameterOptions`). */
type SetParameters = (
  parameters: RTCRtpSendParameters,
  options: { readonly encodingOptions: readonly { readonly keyFrame: boolean }[] },
) => Promise<void>;

/**
 * Sends a whole picture of every video. After an interruption the other side has lost what the following pictures refer to, and
 * a browser asks for a whole one only after three seconds without any (measured in Chromium).
 */
export function sendKeyFrames(connection: RTCPeerConnection): void {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== 'video') continue;
    // Refused by a connection that has closed meanwhile, or by a browser that does not know the option: it sends one when asked.
    inTurn(sender, () => sendKeyFrame(sender)).catch(() => undefined);
  }
}

async function sendKeyFrame(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const setParameters: SetParameters = sender.setParameters.bind(sender);
  const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
  await setParameters(parameters, { encodingOptions });
}
