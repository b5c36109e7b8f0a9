<?php
declare(strict_types=1);

/*
 * A call from a template: this page says who meets where, the service at SIGNALING_URL does the rest.
 *
 *   php -S localhost:8080 -t demo/php
 */

require __DIR__ . '/shared.php';

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
