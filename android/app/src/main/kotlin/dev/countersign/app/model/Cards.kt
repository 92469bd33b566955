package dev.countersign.app.model

import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Text
import java.time.Instant
import kotlin.time.Duration

/**
 * An account as the screens show it.
 *
 * @property id Its id on this phone.
 * @property name What it is called: the person's own name for it, or the issuer's.
 * @property account Account name at the issuer.
 * @property host Host name of the issuer, in full; empty when no server is ever asked.
 * @property ownName The person's own name for it; empty without one.
 * @property problem Why it cannot be used, if so.
 * @property codes Its one-time codes.
 * @property hasKey Whether logins can be answered with it.
 * @property isBound Whether approving takes the person's fingerprint, face or screen lock each time.
 * @property abilities What its server can do beyond that.
 * @property enrolledAt When it was added.
 */
data class AccountCard(
    val id: String,
    val name: String,
    val account: String,
    val host: String,
    val ownName: String = "",
    val problem: Text? = null,
    val codes: Codes = Codes.NONE,
    val hasKey: Boolean = true,
    val isBound: Boolean = false,
    val abilities: Set<Ability> = emptySet(),
    val enrolledAt: Instant = Instant.EPOCH,
)

/** What an account's server may be able to do. Nothing else is offered. */
enum class Ability {
    /** It says what waits when it is asked: a push that is lost is no login that is lost. */
    BE_ASKED,

    /** It takes the reason of a deny. */
    TAKE_REASON,

    /** It lets nobody in when the person wants that. */
    LOCK_OUT,

    /** It takes another name of this phone. */
    NAME_DEVICE,

    /** It takes another key of this phone. */
    ROTATE_KEY,
}

/** Whether an account has one-time codes, and what makes them change. */
enum class Codes {
    /** It has none. */
    NONE,

    /** Each ends by itself. */
    TIMED,

    /** Each stays until the person asks for the next. */
    COUNTED,
}

/**
 * All accounts.
 *
 * @property cards Those that can be shown.
 * @property lost Hosts of those that cannot be read; empty strings where not even that is known.
 */
data class AccountList(
    val cards: List<AccountCard>,
    val lost: List<String> = emptyList(),
)

/**
 * A one-time code. Its text hides the digits.
 *
 * @property digits The digits.
 * @property secondsLeft Seconds until the next; `null` for a code that stays.
 * @property period Seconds from one to the next, likewise.
 */
data class CodeCard(
    val digits: String,
    val secondsLeft: Int?,
    val period: Int?,
) {
    override fun toString(): String = "CodeCard(secondsLeft=$secondsLeft)"
}

/**
 * A picture, or what a camera sees.
 *
 * @property width Pixels per row.
 * @property height Rows.
 * @property rowStride From the start of one row to the start of the next, in bytes.
 * @property luma Brightness, row by row; 0 is black.
 * @property number The running number of a camera's frame.
 */
class Frame(
    val width: Int,
    val height: Int,
    val rowStride: Int,
    val luma: ByteArray,
    val number: Int = 0,
)

/** What was handed to the app for adding an account. */
sealed interface Parcel {
    /**
     * A code, from a link or another app.
     *
     * @property text What it says; a secret.
     */
    class Code(val text: String) : Parcel

    /**
     * A picture.
     *
     * @property frame What is on it; `null` when it cannot be read.
     */
    class Picture(val frame: Frame?) : Parcel
}

/**
 * Who asks to be added.
 *
 * @property host Host name of the issuer, in full; empty when no server is ever asked.
 * @property issuer Issuer name.
 * @property account Account name.
 * @property asksFor What approving will ask for.
 * @property exists Whether the account is on this phone already.
 * @property binding Whether approvals will be bound to the person.
 * @property part Which of several codes it came from, and how many there are.
 * @property handle What [Phone.enroll] needs to know it again.
 */
data class PreviewCard(
    val host: String,
    val issuer: String,
    val account: String,
    val asksFor: Text,
    val exists: Boolean,
    val binding: Binding,
    val part: Pair<Int, Int>?,
    val handle: Any,
)

/** Whether the server takes a key for approvals that asks for fingerprint, face or screen lock each time. */
enum class Binding {
    /** It knows no such key. */
    NONE,

    /** It takes one: the person is asked once while it is made, if this phone can make it. */
    OFFERED,
}

/**
 * A login request.
 *
 * @property id Which one.
 * @property accountId The account it is for, as far as it is known.
 * @property app Who asks.
 * @property facts Where it comes from: account, site, place, address, browser, system.
 * @property message Free text of the server.
 * @property details Labeled facts to agree to.
 * @property entry What approving asks for.
 * @property needsVerification Whether the person has to be verified.
 * @property abilities What the server of its account can do.
 * @property restriction Why it can only be denied, if so.
 * @property left Time left; `null` when the server does not say.
 * @property age How long ago it was made.
 * @property burst How many requests came lately, when that is unusual.
 * @property ending What became of it; `null` while it waits.
 */
data class RequestCard(
    val id: String,
    val accountId: String?,
    val app: String,
    val facts: List<Fact>,
    val message: String?,
    val details: List<Fact>,
    val entry: Entry,
    val needsVerification: Boolean,
    val abilities: Set<Ability>,
    val restriction: Text?,
    val left: Duration?,
    val age: Duration,
    val burst: Int?,
    val ending: Ending?,
)

/** What approving asks for. */
sealed interface Entry {
    /** Nothing. */
    data object None : Entry

    /**
     * To type the number of the login page.
     *
     * @property digits How many digits it has.
     */
    data class Typed(val digits: Int) : Entry

    /**
     * To pick it.
     *
     * @property choices From these, in this order.
     */
    data class Picked(val choices: List<String>) : Entry
}

/** What became of a request. */
sealed interface Ending {
    /** The login went through by this phone. */
    data object Approved : Ending

    /** The login was refused by this phone. */
    data object Denied : Ending

    /** Denied here for good; the server will be told. */
    data object DeniedHere : Ending

    /** The number was wrong, and the login refused. */
    data object WrongNumber : Ending

    /** Another device approved it. */
    data object ApprovedElsewhere : Ending

    /** Another device denied it. */
    data object DeniedElsewhere : Ending

    /** Nobody answered in time. */
    data object Expired : Ending

    /** The login page withdrew it. */
    data object Withdrawn : Ending

    /** Over, and the server does not say how. */
    data object Over : Ending

    /** Sent, without a reply that can be trusted. */
    data object Unknown : Ending

    /**
     * Nothing was sent; it still waits.
     *
     * @property trouble Why.
     */
    data class NotSent(val trouble: Trouble) : Ending
}

/** How this phone can verify the person now. */
enum class Verification {
    /** Not at all: there is no screen lock. */
    NONE,

    /** By the screen lock. */
    SCREEN_LOCK,

    /** By fingerprint or face. */
    BIOMETRIC,
}
