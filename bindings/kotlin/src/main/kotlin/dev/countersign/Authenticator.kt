package dev.countersign

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import java.io.File
import java.time.Instant
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import dev.countersign.generated.Authenticator as RawAuthenticator

/**
 * A push authenticator: all accounts of one person on one device.
 *
 * Open one with [Authenticator.open] and keep it; [close] it at the end. Any call may be made from any thread and any dispatcher, at the
 * same time as others and from several processes: work is done on the dispatcher given when opening, never on the caller's.
 *
 * Canceling the coroutine of a call ends it at once, also inside the library, in HTTP and in a signer's prompt. Nothing is half done then:
 * what must not be lost is stored before anything is sent, and calling again goes on.
 *
 * Calls throw [CountersignException] or [ClosedException], and nothing else but a mistaken argument's [IllegalArgumentException].
 */
public class Authenticator private constructor(
    raw: RawAuthenticator,
    private val dispatcher: CoroutineDispatcher,
) : AutoCloseable {
    private val raw = AtomicReference<RawAuthenticator?>(raw)

    /** Counts what streams should wake up for. */
    private val changes = MutableStateFlow(0L)

    /**
     * Reads a scanned or pasted code and asks its issuer who it is for. Makes nothing, here or there.
     *
     * @param server A domain or a URL, for codes that name no server and for apps built for one.
     */
    public suspend fun preview(
        code: String,
        server: String? = null,
    ): Preview = call { it.preview(code.wellFormed(), server?.wellFormed()).lifted() }

    /** The same for a code that may carry several accounts, as exports of one-time-code apps do. In the order of the code. */
    public suspend fun previewAll(
        code: String,
        server: String? = null,
    ): List<Preview> = call { raw -> raw.previewAll(code.wellFormed(), server?.wellFormed()).map { it.lifted() } }

    /**
     * Fetches a code from [server], a domain or a URL, for the person to whom [accessToken] belongs, and previews it: an app in which
     * somebody is signed in needs no camera. The token is used once and never kept. [tokenDialects] has the possible values of [dialect].
     */
    public suspend fun previewWithToken(
        dialect: String,
        server: String,
        accessToken: String,
    ): Preview = call { it.previewWithToken(dialect.wellFormed(), server.wellFormed(), accessToken.wellFormed()).lifted() }

    /** The languages whose servers [previewWithToken] can ask. */
    public suspend fun tokenDialects(): List<String> = call { it.tokenDialects() }

    /**
     * Makes the device key and the account. The person has agreed to what the preview shows.
     *
     * Repeating it after any failure, crash or lost reply ends with exactly one account or none.
     */
    public suspend fun enroll(preview: Preview): Account = call { it.enroll(preview.raw).lifted() }

    /** All accounts in order of enrollment. Contacts nobody. */
    public suspend fun accounts(): Accounts = call { it.accounts().lifted() }

    /** Sets what the person calls an account on this device, at most 64 characters; an empty name takes it back. Contacts nobody. */
    public suspend fun rename(
        account: AccountId,
        name: String,
    ): Unit = call { it.rename(account.raw(), name.wellFormed()) }

    /** What the account's server can do, so that an app offers nothing else. Contacts nobody. */
    public suspend fun capabilities(account: AccountId): Capabilities = call { it.capabilities(account.raw()).lifted() }

    /** Sets the name of this device in the account's device list on the server, at most 64 characters. */
    public suspend fun nameDevice(
        account: AccountId,
        name: String,
    ): Unit = call { it.nameDevice(account.raw(), name.wellFormed()) }

    /**
     * Replaces the account's device key by a new one of the same kind. When the server cannot be told, [refresh] goes on; when it refuses
     * the new key, the old one stays.
     */
    public suspend fun rotateKey(account: AccountId): Unit = call { it.rotateKey(account.raw()) }

    /** Removes an account. History stays. When the server cannot be told, [refresh] goes on. */
    public suspend fun remove(
        account: AccountId,
        removal: Removal = Removal.EVERYWHERE,
    ): Unit = call { it.remove(account.raw(), removal.lowered()) }

    /** Tells the issuer that somebody is attacking the account, and asks it to let nobody in. */
    public suspend fun lockOut(
        account: AccountId,
        challenge: ChallengeId? = null,
    ): Unit = call { it.lockOut(account.raw(), challenge?.raw()) }

    /**
     * Sets where pushes go, for all accounts, and tells their servers; `null` stops pushes.
     *
     * @return The accounts whose servers cannot be told now; the next [refresh] tells them.
     */
    public suspend fun setPushTarget(target: PushTarget?): List<Problem> =
        call { raw -> raw.setPushTarget(target?.lowered()).map { it.lifted() } }

    /**
     * Where pushes go for the [endpoint] that a Web Push service or a UnifiedPush distributor gave this device: for [setPushTarget]. The
     * keys in it are made on the first call and stay the same. Contacts nobody.
     *
     * @throws EnrollmentException `push.target_refused` when the endpoint is no public https address of at most 2,048 characters.
     */
    public suspend fun webPushTarget(endpoint: String): PushTarget = call { it.webPushTarget(endpoint.wellFormed()).lifted() }

    /**
     * Takes what the push provider delivered, as JSON. The same payload may be taken again, after a failure or because it arrived twice: it
     * is one challenge.
     */
    public suspend fun handlePush(payload: String): PushOutcome =
        call { it.handlePush(payload.encodeToByteArray()).lifted() }.also { changed() }

    /** The same for the data map of FCM. */
    public suspend fun handlePush(data: Map<String, String>): PushOutcome = handlePush(jsonObject(data))

    /**
     * The same for the content of a push by Web Push or UnifiedPush as it arrived, still encrypted. What cannot be decrypted is
     * `challenge.push_malformed`: if keys were lost, telling servers a new [webPushTarget] helps.
     */
    public suspend fun handleWebPush(content: ByteArray): PushOutcome = call { it.handleWebPush(content).lifted() }.also { changed() }

    /**
     * Asks every server what waits, and brings everything else up to date on the way: unconfirmed answers, interrupted enrollments and
     * removals, push registration, challenges that ended elsewhere.
     */
    public suspend fun refresh(): Refreshed = call { it.refresh().lifted() }

    /** Challenges that wait for the person, oldest first, as stored on this device. Contacts nobody. */
    public suspend fun pending(): List<Challenge> = call { raw -> raw.pending().map { it.lifted() } }

    /**
     * Challenges as they come to wait, each once: those that wait already, then what servers say every [every] and what [handlePush]
     * brings. Ends with its collector, or by [ClosedException].
     *
     * A server that fails is asked less and less often, at least every minute, and not before it said; [onProblem] is told.
     */
    public fun watch(
        every: Duration = 1.seconds,
        onProblem: (Problem) -> Unit = {},
    ): Flow<Challenge> =
        flow {
            call { it.watch(every.coerceAtLeast(Duration.ZERO).inWholeMilliseconds.toULong()) }.use { turns ->
                while (true) {
                    val before = changes.value
                    val turn = call { turns.next() }
                    turn.problems.forEach { onProblem(it.lifted()) }
                    turn.news.forEach { emit(it.lifted()) }
                    changeAfter(before, turn.againMillis.capped())
                }
            }
        }

    /** One challenge: where it stands, how old it is, and whether requests pile up. Contacts nobody. */
    public suspend fun challenge(challenge: ChallengeId): ChallengeReport = call { it.challenge(challenge.raw()).lifted() }

    /**
     * Answers "it is me", once, with the number from the login page where the challenge asks for one.
     *
     * Returning means that the server recorded this approval. An error says in [CountersignException.decision] where it stands; calling
     * again with the same answer goes on where it stopped.
     *
     * @param verification How the person was verified just now; a signer is told.
     */
    public suspend fun approve(
        challenge: ChallengeId,
        number: String? = null,
        verification: UserVerification = UserVerification.UNVERIFIED,
    ): Decision = call { it.approve(challenge.raw(), number?.wellFormed(), verification.lowered()).lifted() }

    /**
     * Answers "it is not me", once. Never needs a number.
     *
     * From the moment this returns or throws, nothing on this device can approve the challenge.
     */
    public suspend fun deny(
        challenge: ChallengeId,
        reason: DenyReason? = null,
    ): Decision = call { it.deny(challenge.raw(), reason?.lowered()).lifted() }

    /**
     * What happened, newest first: [limit] entries and all of the same second as the last of them, only of [account] and only strictly before
     * [before] where given.
     */
    public suspend fun history(
        account: AccountId? = null,
        before: Instant? = null,
        limit: Int = 50,
    ): History {
        require(limit >= 0) { "a limit below zero" }
        return call { it.history(account?.raw(), before?.epochSecond, limit.toUInt()).lifted() }
    }

    /** The account's one-time code at this moment, by its server's clock. Contacts nobody. */
    public suspend fun oneTimeCode(account: AccountId): OneTimeCode = call { it.oneTimeCode(account.raw()).lifted() }

    /** Gives up the account's counter-based code for the next one, for good. Call it when the person used the code. Contacts nobody. */
    public suspend fun nextOneTimeCode(account: AccountId): OneTimeCode =
        call { it.nextOneTimeCode(account.raw()).lifted() }

    /**
     * The account's one-time code, every second anew with what is left of it. A code that stays comes once, then the stream ends. Ends also
     * with its collector, or by [ClosedException].
     */
    public fun oneTimeCodes(account: AccountId): Flow<OneTimeCode> =
        flow {
            do {
                val before = changes.value
                val code = call { it.oneTimeCode(account.raw()) }
                emit(code.lifted())
                val again = code.againMillis?.also { changeAfter(before, it.capped()) }
            } while (again != null)
        }.distinctUntilChanged()

    /** Asks every server, reads every record, and says what needs attention. */
    public suspend fun doctor(): Health = call { it.doctor().lifted() }

    /**
     * A text of at most 32 KiB for a developer who is to help: versions, accounts without their names, what failed and what happened
     * lately. No secret, token, name or address is in it; show it to the person before it is sent. Contacts nobody.
     */
    public suspend fun diagnostics(): String = call { it.diagnostics() }

    /** Lets go of the accounts as soon as the calls under way have ended. Later calls throw [ClosedException], as streams do now. */
    override fun close() {
        raw.getAndSet(null)?.close()
        changed()
    }

    private suspend fun <T> call(block: suspend (RawAuthenticator) -> T): T =
        withContext(dispatcher) {
            val open = raw.get() ?: throw ClosedException()
            try {
                told { block(open) }
            } catch (canceled: CancellationException) {
                throw canceled
            } catch (state: IllegalStateException) {
                // Closed since, and noticed by the generated code.
                throw if (raw.get() == null) ClosedException() else state
            }
        }

    private fun changed() = changes.update { it + 1 }

    /** Waits for a change since [before], for at most so many milliseconds. */
    private suspend fun changeAfter(
        before: Long,
        millis: Long,
    ) {
        withTimeoutOrNull(millis) { changes.first { it != before } }
    }

    /** Opens authenticators. */
    public companion object {
        /**
         * Opens the accounts in the folder [home], making it when it is not there. Contacts nobody.
         *
         * @param home The folder of the accounts. Exclude it from backups.
         * @param vault Where the key that protects the accounts is; on Android a [KeyVault] of the app.
         * @param transport HTTP of the app; otherwise HTTP is built in, and [UrlConnectionTransport] on Android.
         * @param signer Device keys of the app; otherwise they are kept in software.
         * @param device What servers are told about this device.
         * @param allowLoopback Lets servers be on this machine, also with plain HTTP: for tests only.
         * @param dispatcher Where calls and the parts of the app run; it may be blocked for a while.
         */
        public suspend fun open(
            home: File,
            vault: Vault = Vault.System,
            transport: Transport? = null,
            signer: Signer? = null,
            device: Device = Device(),
            allowLoopback: Boolean = false,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Authenticator =
            withContext(dispatcher) {
                val sending = transport ?: if (isAndroid) UrlConnectionTransport() else null
                val raw =
                    told {
                        RawAuthenticator.open(
                            settings(home, vault, device, allowLoopback),
                            (vault as? KeyVault)?.let(::AppVault),
                            sending?.let { AppTransport(it, dispatcher) },
                            signer?.let { AppSigner(it, dispatcher) },
                        )
                    }
                Authenticator(raw, dispatcher)
            }
    }
}
