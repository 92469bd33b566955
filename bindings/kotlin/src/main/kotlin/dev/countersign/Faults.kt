// From the generated error to ours. Nothing else that generated code throws gets out.

package dev.countersign

import dev.countersign.generated.Advice as RawAdvice
import dev.countersign.generated.Fault as RawFault
import dev.countersign.generated.FaultFacts as RawFaultFacts
import dev.countersign.generated.InternalException as RawPanic

/** Runs [call], which enters the library; its error becomes ours. */
internal inline fun <T> told(call: () -> T): T =
    try {
        call()
    } catch (fault: RawFault) {
        throw fault.lifted()
    } catch (_: RawPanic) {
        // What it says may name anything.
        throw InternalException(ErrorFacts("core.panicked", "a bug in this library ended the call", Advice.NEVER))
    }

internal fun RawFault.lifted(): CountersignException =
    when (this) {
        is RawFault.Code -> CodeException(facts.lifted())
        is RawFault.Enrollment -> EnrollmentException(facts.lifted())
        is RawFault.Account -> AccountException(facts.lifted())
        is RawFault.Key -> DeviceKeyException(facts.lifted())
        is RawFault.UserVerification -> UserVerificationException(facts.lifted())
        is RawFault.Challenge -> ChallengeException(facts.lifted())
        is RawFault.Answer -> AnswerException(facts.lifted())
        is RawFault.AlreadyDecided -> AlreadyDecidedException(facts.lifted())
        is RawFault.Network -> NetworkException(facts.lifted())
        is RawFault.Server -> ServerException(facts.lifted())
        is RawFault.Storage -> StorageException(facts.lifted())
        is RawFault.Internal -> InternalException(facts.lifted())
    }

private fun RawFaultFacts.lifted() =
    ErrorFacts(
        code = code,
        detail = detail,
        advice = advice.lifted(),
        retryAfter = (advice as? RawAdvice.After)?.seconds?.asSeconds(),
        decision = decision?.lifted(),
    )

private fun RawAdvice.lifted() =
    when (this) {
        is RawAdvice.Never -> Advice.NEVER
        is RawAdvice.Now -> Advice.NOW
        is RawAdvice.After -> Advice.AFTER
        is RawAdvice.AfterUserAction -> Advice.AFTER_USER_ACTION
        is RawAdvice.AfterAdministrator -> Advice.AFTER_ADMINISTRATOR
        is RawAdvice.AfterEnrollment -> Advice.AFTER_ENROLLMENT
        is RawAdvice.AfterUpdate -> Advice.AFTER_UPDATE
    }
