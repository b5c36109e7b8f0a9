/*
 * Names of socket.io's own rooms. socket.io keeps one per socket id as well; the prefixes keep ours from being named like
 * one, whatever a room, a list or a person is called.
 */

/** Members of the room with this epoch whose sockets are here. */
export function roomChannel(epoch: string): string {
  return `room:${epoch}`;
}

/** The socket of one member, on whichever node it is. */
export function memberChannel(userId: string): string {
  return `member:${userId}`;
}

export function listChannel(identifier: string): string {
  return `list:${identifier}`;
}
