/**
 * The only memory: content-addressed artifacts, the budget ledger, leases, vectors.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.store;

import org.jspecify.annotations.NullMarked;
