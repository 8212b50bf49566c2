package org.iccm.api.plugin;

import org.iccm.api.store.Store;

/**
 * Provider of {@link Store}.
 *
 * @since 0.1.0
 */
public interface StoreProvider extends Provider<Store> {}
