<?php
declare(strict_types=1);

/*
 * A form whose files come from a room: people offer them from their browsers, whoever fills in the form accepts them, and
 * PHP finds them where it finds all uploads, in $_FILES.
 *
 *   php -d upload_max_filesize=100M -d post_max_size=101M -S localhost:8080 -t demo/php
 */

require __DIR__ . '/shared.php';

const AT_MOST = 20;

/** What came under `papers[]`: name, size and SHA-256 of each, or what was wrong with it. Nothing is kept. */
function received(): array
{
    $papers = $_FILES['papers'] ?? null;
    if (!is_array($papers) || !is_array($papers['name'])) {
        return [];
    }
    $files = [];
    foreach (array_slice(array_keys($papers['name']), 0, AT_MOST) as $index) {
        $error = $papers['error'][$index];
        if ($error === UPLOAD_ERR_NO_FILE) {
            continue;
        }
        $path = $papers['tmp_name'][$index];
        $files[] = [
            'name' => $papers['name'][$index],
            'size' => $papers['size'][$index],
            'hash' => $error === UPLOAD_ERR_OK && is_uploaded_file($path) ? hash_file('sha256', $path) : null,
        ];
    }
    return $files;
}

/** "100M" as PHP's settings write it, in bytes. */
function bytesOf(string $setting): int
{
    $units = ['K' => 1024, 'M' => 1024 ** 2, 'G' => 1024 ** 3];
    return (int) $setting * ($units[strtoupper(substr($setting, -1))] ?? 1);
}

$maxSize = bytesOf((string) ini_get('upload_max_filesize'));
$sent = $_SERVER['REQUEST_METHOD'] === 'POST';
$files = $sent ? received() : [];
?>
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Files for a form – from PHP</title>
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
<?php elseif ($sent): ?>
      <h1><?= count($files) === 0 ? 'Nothing came' : 'Thank you' ?></h1>
      <table>
        <thead>
          <tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr>
        </thead>
        <tbody>
<?php foreach ($files as $file): ?>
          <tr>
            <td><bdi><?= escaped($file['name']) ?></bdi></td>
            <td><?= $file['size'] ?></td>
            <td><code><?= escaped($file['hash'] ?? 'it did not arrive') ?></code></td>
          </tr>
<?php endforeach; ?>
        </tbody>
      </table>
      <p><a href="?<?= escaped(http_build_query(['room' => $room])) ?>">Back to the form</a></p>
<?php else: ?>
      <h1>Files for a form</h1>
      <p>
        Whoever is in the room <bdi><?= escaped($room) ?></bdi> can offer files to this form. Accept what you need, add
        your own, and send it.
      </p>
      <rtc-room
        name="<?= escaped($room) ?>"
        server="<?= escaped($server) ?>"
        session="data"
        display-name="The form"
        auto-join
      >
        <form method="post" enctype="multipart/form-data" action="?<?= escaped(http_build_query(['room' => $room])) ?>">
          <label for="papers">Papers</label>
          <rtc-file-drop id="papers" name="papers[]" multiple required max-size="<?= $maxSize ?>"></rtc-file-drop>
          <button>Send</button>
        </form>
      </rtc-room>
<?php endif; ?>
    </main>
  </body>
</html>
