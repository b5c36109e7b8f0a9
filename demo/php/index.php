<?php
declare(strict_types=1);

/*
 * A call from a template: this page says who meets where, the service at SIGNALING_URL does the rest.
 *
 *   php -S localhost:8080 -t demo/php
 */

/** Text in HTML, in an element or in a quoted attribute. */
function escaped(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

/** What a visitor sent under that name, if it is text of 1 to $longest characters without control characters. */
function given(array $source, string $name, int $longest): ?string
{
    $value = $source[$name] ?? null;
    if (!is_string($value)) {
        return null;
    }
    return preg_match('/^[^\p{Cc}]{1,' . $longest . '}$/Du', $value) === 1 ? $value : null;
}

/** The origin of an http(s) address, or null. It goes into a header, so nothing else may come along. */
function originOf(string $url): ?string
{
    return preg_match('#^(https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)/?$#Di', $url, $match) === 1 ? $match[1] : null;
}

$server = originOf(getenv('SIGNALING_URL') ?: 'http://localhost:3000');
if ($server === null) {
    http_response_code(500);
    exit('SIGNALING_URL must be an address like https://rtc.example.org');
}

// Everything the call needs of this page, and nothing more.
$sockets = preg_replace('/^http/i', 'ws', $server);
header("Content-Security-Policy: default-src 'self'; script-src $server; connect-src $server $sockets; media-src blob:; "
    . "img-src 'self' blob: data:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    . "require-trusted-types-for 'script'; trusted-types lit-html rtc-elements 'allow-duplicates'");
header('X-Content-Type-Options: nosniff');
header('Referrer-Policy: same-origin');

$room = isset($_GET['room']) ? given($_GET, 'room', 128) : 'demo';
if ($room === null) {
    http_response_code(400);
}

// The name stays with the visitor, so that the address is an invite link and nothing else.
$chosen = given($_POST, 'display-name', 60);
if ($chosen !== null && $room !== null) {
    setcookie('display-name', $chosen, ['httponly' => true, 'samesite' => 'Lax']);
    header('Location: ?' . http_build_query(['room' => $room]), true, 303);
    exit;
}
$displayName = given($_COOKIE, 'display-name', 60);
$renaming = $displayName === null || isset($_GET['rename']);
?>
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title><?= escaped($room ?? 'No such room') ?> – a call from PHP</title>
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="page.css">
    <script type="module" src="<?= escaped($server) ?>/rtc-elements.js"></script>
  </head>
  <body>
    <main>
<?php if ($room === null): ?>
      <h1>No such room</h1>
      <p>A room's name has 1 to 128 characters. <a href="?">Go to the room “demo”</a>.</p>
<?php elseif ($renaming): ?>
      <h1>Join <bdi><?= escaped($room) ?></bdi></h1>
      <form method="post" action="?<?= escaped(http_build_query(['room' => $room])) ?>">
        <label for="display-name">Your name</label>
        <input id="display-name" name="display-name" required maxlength="60" autocomplete="nickname"
          value="<?= escaped($displayName ?? '') ?>">
        <button>Join</button>
      </form>
      <p>Your browser will ask for your camera and microphone.</p>
<?php else: ?>
      <header>
        <h1>A call from PHP</h1>
        <p>
          You are <bdi><?= escaped($displayName) ?></bdi>.
          <a href="?<?= escaped(http_build_query(['room' => $room, 'rename' => '1'])) ?>">Change name</a>
        </p>
      </header>
      <rtc-room
        name="<?= escaped($room) ?>"
        server="<?= escaped($server) ?>"
        display-name="<?= escaped($displayName) ?>"
        auto-join
      ></rtc-room>
<?php endif; ?>
    </main>
  </body>
</html>
