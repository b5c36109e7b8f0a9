<?php
declare(strict_types=1);

/* What the pages have in common: text made safe, the service's address, the policy that goes with it. */

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
