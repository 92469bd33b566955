package dev.countersign.app.model

import dev.countersign.app.screens.Text

/**
 * Why something did not work, as it is told to the person.
 *
 * @property kind What can be done about it.
 * @property text What happened.
 * @property next What to do next, in words.
 * @property code The error's stable code, for support.
 */
data class Trouble(
    val kind: TroubleKind,
    val text: Text,
    val next: Text?,
    val code: String,
)

/** What can be done about trouble. */
enum class TroubleKind {
    /** Trying again may help. */
    RETRY,

    /** There is no way to the server: trying again may help later. */
    OFFLINE,

    /** The storage of this phone cannot be used: nothing else works. */
    STORAGE,

    /** Trying the same again does not help. */
    FINAL,
}

/**
 * What calls of [Phone] throw.
 *
 * @property trouble What to tell.
 */
class TroubleException(
    val trouble: Trouble,
) : Exception(trouble.code)
