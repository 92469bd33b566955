#!/usr/bin/env bash
# Writes target/examples: the Kotlin of docs/embedding-kotlin.md as functions, one per block, for DocumentationTest. Run by Maven.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
text=${COUNTERSIGN_ROOT:-$here/../..}/docs/embedding-kotlin.md
output=$here/target/examples/dev/countersign
mkdir -p "$output"

awk '
BEGIN {
    head[1] = "suspend fun exampleEnroll(home: File, code: String): Authenticator {"; tail[1] = "return phone"
    head[2] = "suspend fun exampleAnswer(phone: Authenticator, number: String) {"
    head[3] = "suspend fun examplePush(phone: Authenticator, payload: String) {"
    head[4] = "suspend fun exampleErrors(phone: Authenticator) {"
    head[5] = "suspend fun exampleParts(home: File): Authenticator {"; tail[5] = "return offline"
}
/^```kotlin$/ { block++; inside = 1; if (!(block in head)) exit 1; body = body head[block] "\n"; next }
/^```$/ && inside { inside = 0; body = body tail[block] "\n}\n\n"; next }
inside && /^import / { imports = imports $0 "\n"; next }
inside { body = body $0 "\n" }
END {
    if (block != 5) { print "expected 5 blocks, found " block > "/dev/stderr"; exit 1 }
    printf "@file:Suppress(\"warnings\")\n\npackage dev.countersign.examples\n\nimport java.io.File\n%s\n%s", imports, body
}' "$text" >"$output/Examples.kt"
