import { type OpenResourceGraph, type Principal } from '../../arm';
import { type CreationSession } from '../creation-journal';
import { type Values } from '../protocol/values';

/** What azapi's types work with: the graph, and what one Terraform process configured. */
export interface AzapiContext {
  readonly graph: OpenResourceGraph;
  readonly principal: Principal;
  readonly journal: CreationSession;
  subscription: string;
  tenant: string;
  /** `default_name`, `default_location` and `default_tags` of the provider block. */
  defaults: { readonly name?: string; readonly location?: string; readonly tags?: Values };
}
