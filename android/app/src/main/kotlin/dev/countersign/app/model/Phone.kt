package dev.countersign.app.model

import kotlinx.coroutines.flow.Flow

/** What the models need of the authenticator. Calls throw [TroubleException] and nothing else. */
interface Phone {
    /** How the person can be verified now. */
    val verifications: Set<Verification>

    /** The strongest of them. */
    val verification: Verification get() = verifications.maxOrNull() ?: Verification.NONE

    /** All accounts, as stored here. */
    suspend fun accounts(): AccountList

    /** The one-time code of now. */
    suspend fun code(account: String): CodeCard

    /** The next one-time code, of an account that counts them. */
    suspend fun nextCode(account: String): CodeCard

    /** Who is behind a scanned or pasted code; several for an export. Makes nothing. */
    suspend fun preview(code: String): List<PreviewCard>

    /** The code in a picture, if there is one. */
    suspend fun read(picture: Frame): String?

    /** Adds the account. */
    suspend fun enroll(preview: PreviewCard)

    /** Sets the person's own name for an account; empty for none. */
    suspend fun rename(
        account: String,
        name: String,
    )

    /** Sets this phone's name in the device list of the account's server. */
    suspend fun nameDevice(
        account: String,
        name: String,
    )

    /** Replaces the key of an account. */
    suspend fun rotateKey(account: String)

    /** Removes an account, also at its server unless [onlyHere]. */
    suspend fun remove(
        account: String,
        onlyHere: OnlyHere,
    )

    /** Asks the server to let nobody in. */
    suspend fun lockOut(
        account: String,
        request: String?,
    )

    /** Asks all servers; what went wrong. */
    suspend fun refresh(): List<Trouble>

    /** Ids of requests that wait, each once, those that wait already first. */
    fun waiting(): Flow<String>

    /** Requests that wait, oldest first, as stored here. */
    suspend fun requests(): List<RequestCard>

    /** One request, as stored here. */
    suspend fun request(id: String): RequestCard

    /** Answers "it is me", and tells how it ended. */
    suspend fun approve(
        id: String,
        number: String?,
        verification: Verification,
    ): Ending

    /** Answers "it is not me", and tells how it ended. */
    suspend fun deny(
        id: String,
        suspicion: Suspicion,
    ): Ending

    /** The newest [limit] lines of history. */
    suspend fun history(
        account: String?,
        limit: Int,
    ): HistoryPage

    /** Checks everything, also with the servers. */
    suspend fun checkup(): Checkup

    /** A report for those who help, line by line. No secret and no account name is in it. */
    suspend fun diagnostics(): String
}

/** Whether an account is removed on this phone only. */
enum class OnlyHere {
    /** Its server is told. */
    NO,

    /** Its server is not told. */
    YES,
}

/** Why a login is denied. */
enum class Suspicion {
    /** The person did not say. */
    NONE,

    /** "This was not me." */
    NOT_ME,
}
