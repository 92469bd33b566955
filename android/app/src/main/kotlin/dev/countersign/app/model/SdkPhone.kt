package dev.countersign.app.model

import dev.countersign.Account
import dev.countersign.AccountId
import dev.countersign.Authenticator
import dev.countersign.ChallengeId
import dev.countersign.CountersignException
import dev.countersign.DenyReason
import dev.countersign.Preview
import dev.countersign.Removal
import dev.countersign.findCode
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * The phone over the real library.
 *
 * @param open Opens the authenticator. Called until it succeeds, then never again.
 * @param every How often servers are asked while the app is in front of the person.
 * @param answered Is told of each request that no longer waits for the person.
 * @param verifier How the person can be verified now.
 */
class SdkPhone(
    private val open: suspend () -> Authenticator,
    private val every: Duration = 5.seconds,
    private val answered: (String) -> Unit = {},
    private val verifier: () -> Set<Verification>,
) : Phone {
    private val opening = Mutex()
    private var opened: Authenticator? = null

    override val verifications get() = verifier()

    override suspend fun accounts() = told { phone -> phone.accounts().list { phone.capabilities(it) } }

    override suspend fun code(account: String) = told { it.oneTimeCode(AccountId(account)).card() }

    override suspend fun nextCode(account: String) = told { it.nextOneTimeCode(AccountId(account)).card() }

    override suspend fun preview(code: String) = told { phone -> phone.previewAll(code).map { it.card() } }

    override suspend fun read(picture: Frame) = told { findCode(picture.raw()) }

    override suspend fun enroll(preview: PreviewCard) {
        told { it.enroll(preview.handle as Preview) }
    }

    override suspend fun rename(
        account: String,
        name: String,
    ) = told { it.rename(AccountId(account), name) }

    override suspend fun nameDevice(
        account: String,
        name: String,
    ) = told { it.nameDevice(AccountId(account), name) }

    override suspend fun rotateKey(account: String) = told { it.rotateKey(AccountId(account)) }

    override suspend fun remove(
        account: String,
        onlyHere: OnlyHere,
    ) = told { it.remove(AccountId(account), if (onlyHere == OnlyHere.YES) Removal.ONLY_HERE else Removal.EVERYWHERE) }

    override suspend fun lockOut(
        account: String,
        request: String?,
    ) = told { it.lockOut(AccountId(account), request?.let(::ChallengeId)) }

    override suspend fun refresh() = told { phone -> phone.refresh().problems.map { it.error.trouble() } }

    /** Goes on after what ended it: storage may be unlocked by then. */
    override fun waiting(): Flow<String> =
        flow {
            while (true) {
                opened?.let { phone -> emitAll(phone.watch(every).map { it.id.value }.catch { if (it !is CountersignException) throw it }) }
                delay(every)
            }
        }

    override suspend fun requests() =
        told { phone ->
            val accounts = phone.accounts().accounts
            phone.pending().map { phone.request(it.id, accounts) }
        }

    override suspend fun request(id: String) = told { it.request(ChallengeId(id), it.accounts().accounts) }

    override suspend fun approve(
        id: String,
        number: String?,
        verification: Verification,
    ): Ending =
        answer(id) {
            try {
                it.approve(ChallengeId(id), number, verification.claim()).ending()
            } catch (failed: CountersignException) {
                failed.ending()
            }
        }

    override suspend fun deny(
        id: String,
        suspicion: Suspicion,
    ): Ending =
        answer(id) {
            val reason = DenyReason.SUSPICIOUS.takeIf { suspicion == Suspicion.NOT_ME }
            try {
                it.deny(ChallengeId(id), reason).ending()
            } catch (failed: CountersignException) {
                // Where the deny stands is on disk: it may be kept here for good although it could not be sent.
                it.challenge(ChallengeId(id)).status.ending() ?: failed.ending()
            }
        }

    override suspend fun history(
        account: String?,
        limit: Int,
    ) = told { it.history(account?.let(::AccountId), limit = limit + 1).page(limit) }

    override suspend fun checkup() = told { it.doctor().checkup() }

    override suspend fun diagnostics() = told { it.diagnostics() }

    private suspend fun answer(
        id: String,
        send: suspend (Authenticator) -> Ending,
    ): Ending = told(send).also { if (it !is Ending.NotSent) answered(id) }

    private suspend fun Authenticator.request(
        id: ChallengeId,
        accounts: List<Account>,
    ): RequestCard {
        val report = challenge(id)
        val account = accounts.firstOrNull { it.id == report.challenge.account }
        return report.card(account, account?.let { capabilities(it.id) })
    }

    private suspend fun <T> told(call: suspend (Authenticator) -> T): T =
        try {
            call(authenticator())
        } catch (failed: CountersignException) {
            throw TroubleException(failed.trouble())
        }

    private suspend fun authenticator(): Authenticator = opening.withLock { opened ?: open().also { opened = it } }
}
