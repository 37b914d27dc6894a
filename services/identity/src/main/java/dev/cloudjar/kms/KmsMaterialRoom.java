package dev.cloudjar.kms;

import dev.cloudjar.cloud.Operations;
import java.util.List;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.GetParametersForImportRequest;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionResponse;

/** The part of the room that is about what keys are made of. */
final class KmsMaterialRoom {
  private final KeyAccess access;
  private final KeyFinder finder;

  KmsMaterialRoom(KeyAccess access, KeyFinder finder) {
    this.access = access;
    this.finder = finder;
  }

  void rotation(Operations ops, RotationOperations rotation) {
    ops.on(EnableKeyRotationRequest.class, EnableKeyRotationResponse.class, rotation::enable)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "EnableKeyRotation", finder.own(call, it.keyId()))
                        .with(
                            "kms:RotationPeriodInDays",
                            it.rotationPeriodInDays() == null
                                ? null
                                : it.rotationPeriodInDays().toString())));
    ops.on(DisableKeyRotationRequest.class, DisableKeyRotationResponse.class, rotation::disable)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "DisableKeyRotation", finder.own(call, it.keyId()))));
    ops.on(GetKeyRotationStatusRequest.class, GetKeyRotationStatusResponse.class, rotation::status)
        .authorises(
            (call, it) ->
                List.of(
                    access.need(call, "GetKeyRotationStatus", finder.byIdOrArn(call, it.keyId()))));
    ops.on(RotateKeyOnDemandRequest.class, RotateKeyOnDemandResponse.class, rotation::onDemand)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "RotateKeyOnDemand", finder.own(call, it.keyId()))));
    ops.on(ListKeyRotationsRequest.class, ListKeyRotationsResponse.class, rotation::list)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "ListKeyRotations", finder.own(call, it.keyId()))));
  }

  void imports(Operations ops, ImportOperations imports) {
    ops.on(
            GetParametersForImportRequest.class,
            GetParametersForImportResponse.class,
            imports::parameters)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "GetParametersForImport", finder.own(call, it.keyId()))
                        .with("kms:WrappingAlgorithm", it.wrappingAlgorithmAsString())
                        .with("kms:WrappingKeySpec", it.wrappingKeySpecAsString())));
    ops.on(ImportKeyMaterialRequest.class, ImportKeyMaterialResponse.class, imports::importMaterial)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "ImportKeyMaterial", finder.own(call, it.keyId()))
                        .with("kms:ExpirationModel", it.expirationModelAsString())
                        .with(
                            "kms:ValidTo", it.validTo() == null ? null : it.validTo().toString())));
    ops.on(
            DeleteImportedKeyMaterialRequest.class,
            DeleteImportedKeyMaterialResponse.class,
            imports::delete)
        .authorises(
            (call, it) ->
                List.of(
                    access.need(call, "DeleteImportedKeyMaterial", finder.own(call, it.keyId()))));
  }

  /** A replica is a new key, too. */
  void regions(Operations ops, MultiRegionOperations regions) {
    ops.on(ReplicateKeyRequest.class, ReplicateKeyResponse.class, regions::replicate)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "ReplicateKey", finder.own(call, it.keyId()))
                        .with("kms:ReplicaRegion", it.replicaRegion()),
                    access.creation(call, "CreateKey")));
    ops.on(
            UpdatePrimaryRegionRequest.class,
            UpdatePrimaryRegionResponse.class,
            regions::updatePrimary)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "UpdatePrimaryRegion", finder.own(call, it.keyId()))
                        .with("kms:PrimaryRegion", it.primaryRegion())));
  }
}
