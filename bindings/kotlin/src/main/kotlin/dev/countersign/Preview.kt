package dev.countersign

import java.time.Instant
import dev.countersign.generated.Preview as RawPreview

/**
 * Who asks to be enrolled, verified. Show it; nothing has been made yet. The code's secret is inside and does not come out.
 *
 * @property issuerHost Host name of the issuer, in full, punycode where it could deceive; empty when no server is ever asked.
 * @property issuerName Issuer name.
 * @property accountName Account name.
 * @property policy The weakest challenge the issuer promises to send.
 * @property approvalKey Whether the issuer takes a key of its own for approvals: then the person is asked once while enrolling, if the signer
 *   makes one.
 * @property expiresAt When the code ends, by the server's clock, if anybody said.
 * @property existing The account on this device that it would make a second time. Enrolling is then refused.
 * @property part Where the code stands among several, for exports that took more than one.
 */
public class Preview internal constructor(
    public val issuerHost: String,
    public val issuerName: String,
    public val accountName: String,
    public val policy: Policy,
    public val approvalKey: Boolean,
    public val expiresAt: Instant?,
    public val existing: AccountId?,
    public val part: Part?,
    internal val raw: RawPreview,
) {
    override fun toString(): String = "Preview(issuerHost=$issuerHost, accountName=$accountName)"
}

/**
 * One of several codes that belong together.
 *
 * @property number The number of this code, from 1.
 * @property of How many codes there are, at least 1.
 */
public data class Part(
    public val number: Int,
    public val of: Int,
)
