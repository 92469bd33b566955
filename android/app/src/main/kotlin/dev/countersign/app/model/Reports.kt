package dev.countersign.app.model

import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import java.time.Instant

/**
 * A line of history.
 *
 * @property title What it was about.
 * @property subtitle Which account, and from where.
 * @property result What became of it.
 * @property tone How that is meant.
 * @property at When.
 */
data class HistoryCard(
    val title: Text,
    val subtitle: Text?,
    val result: Text,
    val tone: Tone,
    val at: Instant,
)

/**
 * A part of history.
 *
 * @property cards Its lines, newest first.
 * @property hasEarlier Whether there is more before them.
 */
data class HistoryPage(
    val cards: List<HistoryCard>,
    val hasEarlier: Boolean = false,
)

/**
 * What a check of everything found.
 *
 * @property isGood Whether nothing needs attention.
 * @property accounts Account by account.
 * @property lost How many records cannot be read.
 * @property unfinished How many enrollments were interrupted.
 * @property unconfirmed How many answers no server has confirmed.
 */
data class Checkup(
    val isGood: Boolean,
    val accounts: List<AccountCheckup>,
    val lost: Int,
    val unfinished: Int,
    val unconfirmed: Int,
)

/**
 * What a check of one account found.
 *
 * @property id The account.
 * @property problem What is wrong, if anything.
 * @property clock How far this phone's clock is off, when that is worth telling.
 * @property push Whether the server knows where pushes go; `null` when it is asked instead.
 */
data class AccountCheckup(
    val id: String,
    val problem: Text?,
    val clock: Text?,
    val push: Boolean?,
)
