//! Which of this machine's ports is whose. That one is free here says nothing of other programs: only a start does.

use std::collections::BTreeSet;

use crate::domain::instance::Served;
use crate::domain::name::InstanceName;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::Place;

/// How far from the ports that are wanted others are looked for.
const FURTHER: u16 = 100;

/// How often ports are picked: somebody else may have picked the same at the same moment.
const PICKS: usize = 100;

impl Store {
    /// Gives `instance` the first ports from those of `wanted` on that none of ours has and that aren't in `refused`, which all
    /// move by the same distance. What it had before is free again. `None`: there are none within 100.
    pub async fn claim_ports(
        &self,
        instance: &InstanceName,
        wanted: &[Served],
        refused: &BTreeSet<u16>,
    ) -> Result<Option<Vec<Served>>, StoreError> {
        for _ in 0..PICKS {
            let taken = self.taken_by_others(instance).await?;
            let moved = (0..=FURTHER).find_map(|by| {
                let moved = moved(wanted, by)?;
                let is_free = |port: &Served| {
                    !refused.contains(&port.host)
                        && !taken.contains(&(port.host, port.protocol.clone()))
                };
                moved.iter().all(is_free).then_some(moved)
            });
            let Some(moved) = moved else {
                return Ok(None);
            };
            if self.try_claim(instance, &moved).await? {
                return Ok(Some(moved));
            }
        }
        Ok(None)
    }

    /// Gives `instance` just these ports, in place of what it had. `Some`: nothing is given, for this one of ours has this port.
    pub async fn claim_exact_ports(
        &self,
        instance: &InstanceName,
        ports: &[Served],
    ) -> Result<Option<(u16, InstanceName)>, StoreError> {
        for _ in 0..PICKS {
            if self.try_claim(instance, ports).await? {
                return Ok(None);
            }
            for port in ports {
                if let Some(holder) = self.holder_of(instance, port).await? {
                    return Ok(Some((port.host, holder)));
                }
            }
            // Whoever had it has let go meanwhile.
        }
        Err(StoreError::not_found(format!(
            "ports for instance {instance}"
        )))
    }

    async fn holder_of(
        &self,
        not: &InstanceName,
        port: &Served,
    ) -> Result<Option<InstanceName>, StoreError> {
        let statement = sql(
            "SELECT instance FROM instance_ports WHERE port = $1 AND protocol = $2 AND instance <> $3",
        )
        .bind(i64::from(port.host))
        .bind(port.protocol.clone())
        .bind(not);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        let place = Place {
            table: "instance_ports",
            id: not.as_str(),
        };
        row.map(|(holder,)| place.name(&holder)).transpose()
    }

    /// Its ports are free again.
    pub(super) async fn free_ports(&self, instance: &InstanceName) -> Result<(), StoreError> {
        let statement = sql("DELETE FROM instance_ports WHERE instance = $1").bind(instance);
        self.database.execute(statement).await.map(|_| ())
    }

    async fn taken_by_others(
        &self,
        instance: &InstanceName,
    ) -> Result<BTreeSet<(u16, String)>, StoreError> {
        let statement =
            sql("SELECT port, protocol FROM instance_ports WHERE instance <> $1").bind(instance);
        let rows: Vec<(i64, String)> = self.database.all(statement).await?;
        let ports = rows.into_iter();
        Ok(ports
            .filter_map(|(port, protocol)| Some((u16::try_from(port).ok()?, protocol)))
            .collect())
    }

    /// Says whether all of them could be had.
    async fn try_claim(
        &self,
        instance: &InstanceName,
        ports: &[Served],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let statement = sql("DELETE FROM instance_ports WHERE instance = $1").bind(instance);
        transaction.execute(statement).await?;
        // In one order, so that no two wait for each other.
        let mut ports: Vec<_> = ports.iter().collect();
        ports.sort_by_key(|port| (port.host, &port.protocol));
        for port in ports {
            let statement = sql(
                "INSERT INTO instance_ports (port, protocol, instance) VALUES ($1, $2, $3) \
                 ON CONFLICT (port, protocol) DO NOTHING",
            )
            .bind(i64::from(port.host))
            .bind(port.protocol.clone())
            .bind(instance);
            if transaction.execute(statement).await? == 0 {
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// The ports further on; `None` where there are none so high.
fn moved(wanted: &[Served], by: u16) -> Option<Vec<Served>> {
    let moved = wanted.iter().map(|port| {
        Some(Served {
            host: port.host.checked_add(by)?,
            ..port.clone()
        })
    });
    moved.collect()
}
