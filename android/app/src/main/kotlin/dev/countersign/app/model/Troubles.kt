package dev.countersign.app.model

import dev.countersign.AccountException
import dev.countersign.AlreadyDecidedException
import dev.countersign.AnswerException
import dev.countersign.ChallengeException
import dev.countersign.CodeException
import dev.countersign.CountersignException
import dev.countersign.Decision
import dev.countersign.DeviceKeyException
import dev.countersign.EnrollmentException
import dev.countersign.InternalException
import dev.countersign.NetworkException
import dev.countersign.ServerException
import dev.countersign.StorageException
import dev.countersign.UserVerificationException
import dev.countersign.app.model.TroubleKind.FINAL
import dev.countersign.app.model.TroubleKind.OFFLINE
import dev.countersign.app.model.TroubleKind.RETRY
import dev.countersign.app.model.TroubleKind.STORAGE
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.count
import dev.countersign.app.screens.words

/** What is told about this error. A code that is not known here has the words of its class. */
internal fun CountersignException.trouble(): Trouble {
    val explanation =
        explanations[code] ?: when (this) {
            is CodeException -> Explanation(FINAL, "trouble_code", "trouble_code_next")
            is EnrollmentException -> Explanation(FINAL, "trouble_enroll", "trouble_code_next")
            is AccountException -> Explanation(FINAL, "trouble_account")
            is DeviceKeyException -> Explanation(RETRY, "trouble_key")
            is UserVerificationException -> Explanation(RETRY, "trouble_verification")
            is ChallengeException -> Explanation(FINAL, "trouble_challenge")
            is AnswerException -> Explanation(FINAL, "trouble_answer")
            is AlreadyDecidedException -> Explanation(FINAL, "trouble_decided")
            is NetworkException -> Explanation(OFFLINE, "trouble_network", "trouble_network_next")
            is ServerException -> Explanation(RETRY, "trouble_server", "trouble_later")
            is StorageException -> Explanation(STORAGE, "storage_failed", "storage_failed_next")
            is InternalException -> Explanation(RETRY, "trouble_internal")
        }
    return Trouble(explanation.kind, words(explanation.text), wait() ?: explanation.next?.let { words(it) }, code)
}

/** How an approval ended that threw this. */
internal fun CountersignException.ending(): Ending =
    when (val decision = decision) {
        is Decision.RecordedByUs, is Decision.RecordedElsewhere, Decision.Unknown -> decision.ending()
        Decision.NotSent, null -> over() ?: Ending.NotSent(trouble())
    }

private fun CountersignException.over(): Ending? =
    when (code) {
        "challenge.expired" -> Ending.Expired
        "challenge.canceled_by_requester", "challenge.superseded" -> Ending.Withdrawn
        "challenge.over", "challenge.not_found" -> Ending.Over
        else -> null
    }

private fun CountersignException.wait(): Text? {
    val seconds = retryAfter?.inWholeSeconds?.toInt() ?: return null
    return if (seconds > SOON) count("trouble_wait", seconds) else null
}

private class Explanation(
    val kind: TroubleKind,
    val text: String,
    val next: String? = null,
)

private const val SOON = 5

private val explanations: Map<String, Explanation> =
    mapOf(
        "qr.unknown_scheme" to Explanation(FINAL, "trouble_code_unknown", "trouble_code_next"),
        "qr.unsupported_version" to Explanation(FINAL, "trouble_code_newer", "trouble_update"),
        "qr.unsupported_algorithm" to Explanation(FINAL, "trouble_code_algorithm"),
        "qr.insecure_endpoint" to Explanation(FINAL, "trouble_code_insecure", "trouble_code_never"),
        "qr.old_format" to Explanation(FINAL, "trouble_code_old", "trouble_code_next"),
        "enroll.already_enrolled" to Explanation(FINAL, "trouble_enroll_exists"),
        "enroll.token_invalid" to Explanation(FINAL, "trouble_enroll_ended", "trouble_code_next"),
        "enroll.token_used" to Explanation(FINAL, "trouble_enroll_used", "trouble_code_next"),
        "enroll.device_limit" to Explanation(FINAL, "trouble_enroll_limit", "trouble_enroll_limit_next"),
        "enroll.issuer_untrusted" to Explanation(FINAL, "trouble_code_insecure", "trouble_code_never"),
        "enroll.push_unavailable" to Explanation(FINAL, "trouble_enroll_push"),
        "account.removed_on_server" to Explanation(FINAL, "state_removed"),
        "account.suspended" to Explanation(FINAL, "state_suspended"),
        "account.cloned" to Explanation(FINAL, "trouble_cloned", "trouble_administrator"),
        "account.locked" to Explanation(FINAL, "trouble_locked", "trouble_administrator"),
        "key.invalidated" to Explanation(FINAL, "trouble_key_invalidated", "trouble_enroll_again"),
        "key.locked" to Explanation(RETRY, "trouble_key_locked", "trouble_unlock"),
        "key.unsupported" to Explanation(FINAL, "trouble_key_unsupported"),
        "uv.canceled" to Explanation(RETRY, "trouble_canceled", "trouble_canceled_next"),
        "uv.required" to Explanation(RETRY, "trouble_verification"),
        "challenge.expired" to Explanation(FINAL, "outcome_expired"),
        "challenge.signature_invalid" to Explanation(FINAL, "trouble_forged"),
        "answer.verification_required" to Explanation(RETRY, "trouble_verification"),
        "answer.number_invalid_format" to Explanation(RETRY, "trouble_number"),
        "answer.number_missing" to Explanation(RETRY, "trouble_number"),
        "net.offline" to Explanation(OFFLINE, "trouble_offline", "trouble_network_next"),
        "net.tls_handshake" to Explanation(FINAL, "trouble_tls", "trouble_tls_next"),
        "net.tls_pin_mismatch" to Explanation(FINAL, "trouble_tls", "trouble_tls_next"),
        "server.time_rejected" to Explanation(RETRY, "trouble_clock", "trouble_clock_next"),
        "store.locked" to Explanation(STORAGE, "storage_locked", "trouble_unlock"),
        "store.key_lost" to Explanation(STORAGE, "storage_key_lost", "storage_start_again"),
        "store.corrupted_file" to Explanation(STORAGE, "storage_damaged", "storage_start_again"),
        "store.full" to Explanation(STORAGE, "storage_full", "storage_full_next"),
        "store.version_too_new" to Explanation(STORAGE, "storage_newer", "trouble_update"),
        "store.concurrent_writer" to Explanation(STORAGE, "storage_busy", "trouble_later"),
    )
